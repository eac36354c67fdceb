import Domain

/// Addresses of pages in texts, as they may be kept.
enum CleanLocation {
    /// What stands for an address that cannot be read: it may hold anything.
    private static let unreadable = "-"

    /// An absolute or relative address without what is someone's, IP addresses truncated.
    static func of(_ address: ArraySlice<UInt8>) -> String {
        guard let page = PageAddress(String(decoding: address, as: UTF8.self)) else { return unreadable }
        return truncatingAddresses(in: page.cleaned)
    }

    static func ofPath(_ path: ArraySlice<UInt8>) -> String {
        truncatingAddresses(in: PageAddress.cleanedPath(String(decoding: path, as: UTF8.self)))
    }

    /// `?` and what follows.
    static func ofQuery(_ query: ArraySlice<UInt8>) -> String {
        guard let page = PageAddress("/" + String(decoding: query, as: UTF8.self)) else { return unreadable }
        return truncatingAddresses(
            in: String(decoding: page.cleaned.utf8.dropFirst(page.path.utf8.count), as: UTF8.self))
    }

    /// Whether the text begins as an address of the web does.
    static func begins(_ text: ArraySlice<UInt8>) -> Bool {
        text.withUnsafeBufferPointer { bytes in
            let rest = bytes.drop { $0 <= 32 }
            guard rest.count > 7, rest.prefix(4).elementsEqual("http".utf8, by: { $0 | 0x20 == $1 }) else {
                return false
            }
            let end = rest.dropFirst(4)
            let isSecure = end.first == UInt8(ascii: "s") || end.first == UInt8(ascii: "S")
            return (isSecure ? end.dropFirst() : end).starts(with: "://".utf8)
        }
    }

    private static func truncatingAddresses(in address: String) -> String {
        AddressLiterals.truncated(in: Array(address.utf8)[...]) ?? address
    }
}
