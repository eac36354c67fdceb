/// What the name of a member says of the text it holds, where that decides how the text is cleaned.
enum MemberRole: Sendable {
    /// An IP address.
    case address
    /// The address of a page, which may be relative.
    case location
    /// The path of one, and nothing else.
    case path
    /// The query of one, with its question mark.
    case query
    case other

    /// Case and the signs that join words do not count.
    init(_ name: ArraySlice<UInt8>) {
        guard name.count <= Self.longest else {
            self = .other
            return
        }
        let word = String(unsafeUninitializedCapacity: name.count) { word in
            var count = 0
            for byte in name where byte != 0x5F && byte != 0x2D && byte != 0x24 && byte != 0x20 {
                word[count] = (65...90).contains(byte) ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
        self = Self.roles[word] ?? .other
    }

    private static let longest = 32

    private static let roles: [String: MemberRole] = {
        let words: [(MemberRole, String)] = [
            (
                .address,
                """
                ip ipv4 ipaddr ipaddress clientip clientaddr clientaddress userip lastip loginip signupip remoteip remoteaddr \
                remoteaddress realip xrealip trueclientip xclientip forwardedfor xforwardedfor sourceip hostip
                """
            ),
            (
                .location,
                """
                url referrer referer currenturl initialcurrenturl initialreferrer pagelocation pagereferrer href link location \
                landingpage pageurl
                """
            ),
            (.path, "path pathname pagepath initialpathname"),
            (.query, "search query querystring"),
        ]
        let pairs = words.flatMap { role, list in list.split(separator: " ").map { (String($0), role) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()
}
