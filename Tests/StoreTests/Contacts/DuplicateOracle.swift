import Domain

/// A person with normalised members, and how alike two are by the letter of docs/contacts.md.
struct DuplicatePerson {
    var first: String?
    var last: String?
    var birthDate: LocalDate?
    var emails: [String] = []
    var phone: String?
    var postcode: String?
    var street: String?

    private var words: [String] {
        [first, last].compactMap(\.self).flatMap { $0.split(separator: " ").map(String.init) }.sorted()
    }
    private var name: String? { words.isEmpty ? nil : words.joined(separator: " ") }

    /// Nil where nothing speaks for it, or too little.
    static func likeness(_ a: DuplicatePerson, _ b: DuplicatePerson) -> (reasons: [DuplicateReason], confidence: Int64)?
    {
        let isSame = a.name == b.name && a.words.count > 1
        let isIncomplete =
            a.name == nil || b.name == nil
            || ((a.first == nil || b.first == nil) && (a.last == b.last || a.last == nil || b.last == nil))
        var isSimilar = a.words.count > 1 && b.words.count > 1 && isNear(a.name ?? "", b.name ?? "")
        if let first = a.first, let other = b.first, a.last != nil, a.last == b.last {
            isSimilar = isSimilar || first.hasPrefix(other) || other.hasPrefix(first)
        }
        var found: [(DuplicateReason, Int64)] = []
        if !Set(a.emails).isDisjoint(with: b.emails) {
            found.append(
                isSame
                    ? (.sameEmailAndName, 95)
                    : isSimilar
                        ? (.sameEmailAndSimilarName, 85) : isIncomplete ? (.sameEmail, 60) : (.sameEmailOtherName, 20))
        }
        if a.phone != nil, a.phone == b.phone {
            found.append(
                isSame
                    ? (.samePhoneAndName, 85)
                    : isSimilar
                        ? (.samePhoneAndSimilarName, 65) : isIncomplete ? (.samePhone, 40) : (.samePhoneOtherName, 10))
        }
        if isSame, a.birthDate != nil, a.birthDate == b.birthDate { found.append((.sameNameAndBirthDate, 90)) }
        if isSame, a.postcode != nil, a.postcode == b.postcode {
            if a.street != nil, a.street == b.street {
                found.append((.sameNameAndAddress, 75))
            } else if a.street == nil || b.street == nil {
                found.append((.sameNameAndPostcode, 50))
            }
        }
        guard let most = found.map(\.1).max() else { return nil }
        var confidence = min(99, most + 3 * Int64(found.count - 1))
        if let one = a.birthDate, let other = b.birthDate, one != other { confidence = min(confidence, 15) }
        return confidence < 10 ? nil : (found.map(\.0), confidence)
    }

    /// Whether one edit makes one text of the other, by trying them all.
    private static func isNear(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a), Array(b))
        if a == b { return true }
        if a.count == b.count {
            let different = a.indices.filter { a[$0] != b[$0] }
            if different.count == 1 { return true }
            return different.count == 2 && different[1] == different[0] + 1 && a[different[0]] == b[different[1]]
                && a[different[1]] == b[different[0]]
        }
        let (short, long) = a.count < b.count ? (a, b) : (b, a)
        guard long.count == short.count + 1 else { return false }
        return long.indices.contains { place in Array(long[..<place] + long[(place + 1)...]) == short }
    }
}
