import Domain

/// What is known of contacts, kept the obvious way: each member of each record is the list of everything that was ever written to
/// it, and an undone merge is as if it had never written.
struct ContactModel {
    struct Writing {
        /// Nil: by a source.
        let merge: Int?
        let value: String?
    }

    struct Record {
        var writings: [ContactField: [Writing]] = [:]
        var toldAt: Instant?
        var parent: (record: Int, merge: Int)?

        func value(_ field: ContactField) -> String? { writings[field]?.last?.value }
    }

    struct Merge {
        let survivor: Int
        let absorbed: Int
        var isUndone = false
    }

    static let fields: [ContactField] = [.title, .firstName, .phone, .street, .city, .jobTitle]

    private(set) var records: [Record] = []
    private(set) var merges: [Merge] = []

    mutating func tell(_ record: Int, _ said: [ContactField: String?], at instant: Instant) -> UpsertOutcome {
        if record == records.count { records.append(Record()) }
        let isNew = records[record].toldAt == nil
        if let known = records[record].toldAt, instant < known { return .superseded }
        // The same word again takes nothing back that a merge wrote.
        let isAgain = records[record].toldAt == instant
        records[record].toldAt = instant
        var isChanged = false
        for (field, value) in said {
            if isAgain, records[record].writings[field, default: []].contains(where: { $0.merge != nil }) { continue }
            isChanged = isChanged || records[record].value(field) != value
            records[record].writings[field, default: []].append(Writing(merge: nil, value: value))
        }
        return isNew ? .created : isChanged ? .updated : .unchanged
    }

    func root(_ record: Int) -> Int { records[record].parent.map { root($0.record) } ?? record }

    /// Nil where it is refused.
    mutating func merge(_ absorbed: Int, into survivor: Int, taking fields: [ContactField]?) -> Int? {
        guard absorbed != survivor, records[absorbed].parent == nil, records[survivor].parent == nil else { return nil }
        let number = merges.count
        merges.append(Merge(survivor: survivor, absorbed: absorbed))
        records[absorbed].parent = (survivor, number)
        let kept = records[survivor]
        let hasAddress = ContactField.ofAddress.contains { kept.value($0) != nil }
        for field in Self.fields {
            let isLacking = kept.value(field) == nil && !(hasAddress && ContactField.ofAddress.contains(field))
            guard let value = records[absorbed].value(field), value != kept.value(field),
                fields?.contains(field) ?? isLacking
            else { continue }
            records[survivor].writings[field, default: []].append(Writing(merge: number, value: value))
        }
        return number
    }

    /// False where it is refused.
    mutating func undo(_ merge: Int) -> Bool {
        let (survivor, absorbed) = (merges[merge].survivor, merges[merge].absorbed)
        guard !merges[merge].isUndone, records[survivor].parent == nil else { return false }
        merges[merge].isUndone = true
        records[absorbed].parent = nil
        for field in Self.fields { records[survivor].writings[field]?.removeAll { $0.merge == merge } }
        return true
    }
}
