import Dispatch
public import Glibc
import Synchronization

/// Names under `.names.test`, answered inside this process: the look-up of libcurl lands here because the program's
/// own `getaddrinfo` comes before that of the C library.
///
/// Every other name goes to the C library.
enum FakeNames {
    enum Answer {
        case addresses([String])
        /// Answers nothing until the gate is opened.
        case hang(Gate)
    }

    /// Gives the answers for a name, one a look-up; the last one stays.
    ///
    /// Fails where the test binary is not linked with `--export-dynamic-symbol=getaddrinfo`: the names would be unknown.
    static func set(_ name: String, _ answers: [Answer]) throws {
        guard dlsym(nil, "getaddrinfo") != systemSymbol() else { throw NotInPlace() }
        entries.withLock { $0[name] = answers }
    }

    struct NotInPlace: Error, CustomStringConvertible {
        let description = "the tests are not linked with --export-dynamic-symbol=getaddrinfo"
    }

    fileprivate static func next(_ name: String) -> Answer? {
        entries.withLock { entries in
            guard let answers = entries[name] else { return nil }
            if answers.count > 1 { entries[name] = Array(answers.dropFirst()) }
            return answers.first
        }
    }

    private static let entries = Mutex<[String: [Answer]]>([:])
}

/// Holds threads until it is opened.
final class Gate: Sendable {
    let reached = Signal()
    private let isOpen = Mutex(false)
    private let changed = DispatchSemaphore(value: 0)

    func open() {
        isOpen.withLock { $0 = true }
        changed.signal()
    }

    /// Holds the calling thread; not for tasks.
    func pass() {
        reached.raise()
        while !isOpen.withLock({ $0 }) { changed.wait() }
        // Wakes the next one that waits.
        changed.signal()
    }
}

private typealias LookUp =
    @convention(c) (
        UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<addrinfo>?,
        UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
    ) -> Int32

/// The one of the C library: the first after that of the program.
private func systemSymbol() -> UnsafeMutableRawPointer? {
    dlsym(UnsafeMutableRawPointer(bitPattern: -1), "getaddrinfo")
}

/// Public, for only a public symbol of the program takes the place of one of a library.
@_cdecl("getaddrinfo")
public func lookUpName(
    _ node: UnsafePointer<CChar>?, _ service: UnsafePointer<CChar>?, _ hints: UnsafePointer<addrinfo>?,
    _ result: UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
) -> Int32 {
    guard let system = systemSymbol().map({ unsafeBitCast($0, to: LookUp.self) }) else { return EAI_FAIL }
    guard let node, let answer = FakeNames.next(String(cString: node)) else {
        return system(node, service, hints, result)
    }
    switch answer {
    case .hang(let gate):
        gate.pass()
        return EAI_AGAIN
    case .addresses(let addresses):
        var first: UnsafeMutablePointer<addrinfo>?
        // Built from the last to the first, each entry before those found so far.
        for address in addresses.reversed() {
            var entry: UnsafeMutablePointer<addrinfo>?
            guard system(address, service, hints, &entry) == 0 else { continue }
            entry?.pointee.ai_next = first
            first = entry
        }
        result?.pointee = first
        return first == nil ? EAI_NONAME : 0
    }
}
