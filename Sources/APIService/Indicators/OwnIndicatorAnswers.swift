import Domain
import Store
import StrictJSON

// How an institution's own indicators are written, and their thresholds read.

extension OwnIndicator: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", key)
            writer.member("base", base.rawValue)
            definition.writeMembers(to: &writer)
            writer.member("thresholds", thresholds.numbers)
            writer.member("version", version as Int64?)
        }
    }
}

/// What an own indicator says of a contact.
struct ToldByOwnIndicator: Representable {
    let own: OwnIndicator
    let told: Indicator

    /// By the names of the copy, and the key of the indicator copied.
    var named: Named<Indicator> { Named(told: told, definition: own.definition) }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("key", own.key)
        writer.member("base", own.base.rawValue)
        told.writeFigures(as: own.definition, to: &writer)
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ numbers: [Int64]?) {
        key(name)
        guard let numbers else { return null() }
        array { writer in for number in numbers { writer.integer(number) } }
    }
}

extension JSONObjectReader {
    /// An indicator that can be copied.
    func requiredBase() -> IndicatorKey? {
        let bases = LevelThresholds.bases
        guard let text = requiredString("base", minBytes: 1, maxBytes: 40) else { return nil }
        guard let base = bases.first(where: { $0.rawValue == text }) else {
            let names = bases.map(\.rawValue).joined(separator: ", ")
            reject("base", "must be one of \(names): the levels of others follow from a yes or no, or from a name")
            return nil
        }
        return base
    }

    /// Thresholds that fit the indicator copied; nil without one.
    func requiredThresholds(of base: IndicatorKey?) -> LevelThresholds? {
        guard let base, let number = LevelThresholds.standard(of: base)?.numbers.count else {
            _ = requiredInt64s("thresholds", min: 1, max: 3, in: 1...1_000_000)
            return nil
        }
        let range = LevelThresholds.range(of: base)
        guard let numbers = requiredInt64s("thresholds", min: number, max: number, in: range) else { return nil }
        do throws(LevelThresholds.Fault) {
            return try LevelThresholds(numbers, of: base)
        } catch {
            // Their number and their range have been looked at.
            switch error {
            case .notAscending(let place): reject("thresholds", element: place, "must be more than the one before")
            case .baseHasNone, .otherKind, .otherNumber, .outOfRange: reject("thresholds", "must fit the indicator")
            }
            return nil
        }
    }
}
