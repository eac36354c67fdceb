/// What the name of a member says of the text it holds, where that decides how the text is cleaned.
enum MemberRole: Sendable {
    /// An IP address.
    case address
    /// The address of a page, which may be relative.
    case location
    /// The path of one, and nothing else.
    case path
    /// The query of one.
    case query
    /// Elements of a page as PostHog writes them in one text, with all their attributes.
    case elements
    case other

    /// Case and the signs that join words do not count, nor a plural or a number at the end; how a long name ends does.
    init(_ name: UnsafeBufferPointer<UInt8>) {
        self = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longest) { word in
            var count = 0
            for byte in name.suffix(Self.longest) where !Self.joins(byte) {
                word[count] = (65...90).contains(byte) ? byte | 0x20 : byte
                count += 1
            }
            while count > 0, (48...57).contains(word[count - 1]) { count -= 1 }
            let role = Self.role(of: UnsafeBufferPointer(rebasing: word[..<count]))
            guard role == .other, count > 0, word[count - 1] == UInt8(ascii: "s") else { return role }
            return Self.role(of: UnsafeBufferPointer(rebasing: word[..<(count - 1)]))
        }
    }

    private static let longest = 32

    private static func joins(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: " ")
    }

    private static func role(of word: UnsafeBufferPointer<UInt8>) -> MemberRole {
        guard let last = word.last, (97...122).contains(last) else { return .other }
        for (ending, role, isWhole) in endings[Int(last)] where isWhole ? word.count == ending.count : true {
            if word.suffix(ending.count).elementsEqual(ending) { return role }
        }
        return .other
    }

    /// By their last byte, so that most names are known to have none by a look at it.
    private static let endings: [[(ending: [UInt8], role: MemberRole, isWhole: Bool)]] = {
        var endings = [[(ending: [UInt8], role: MemberRole, isWhole: Bool)]](repeating: [], count: 128)
        let words: [(MemberRole, isWhole: Bool, String)] = [
            (
                .address, true,
                """
                ip ipv ipaddr ipaddress clientip clientaddr clientaddress userip lastip loginip signupip remoteip remoteaddr \
                remoteaddress realip xrealip trueclientip xclientip forwardedfor xforwardedfor sourceip hostip
                """
            ),
            (.path, false, "path pathname"),
            (.query, false, "search query querystring"),
            (.elements, false, "elementschain"),
            (.location, false, "url uri href src referrer referer location link landingpage redirect"),
        ]
        for (role, isWhole, list) in words {
            for word in list.split(separator: " ") {
                guard let last = word.utf8.last else { continue }
                endings[Int(last)].append((Array(word.utf8), role, isWhole))
            }
        }
        return endings
    }()
}
