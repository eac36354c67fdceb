/// A line of a file of contacts, read.
package struct ImportedContact: Sendable {
    package let line: Int64
    package let externalID: String?
    /// What it tells, of empty cells nothing; nil when it is refused.
    package let telling: ContactTelling?
    package let reasons: [RefusalReason]

    /// What separates the values of a list in one cell.
    package static let separator: Character = "|"
    private static let mostValues = 20

    package init(_ row: ImportRow, instants: LocalInstants) {
        var fields = FieldReader<ContactColumn>(row)
        line = row.line
        let id = fields.required(.externalID, else: .missingID)
        let updatedAt = fields.value(.sourceUpdatedAt, else: .invalidSourceDate, FileMoment.init).map(instants.instant)
        var details = ContactDetails()
        var said: Set<ContactField> = []
        func note<Value>(_ field: ContactField, _ value: Value?, _ keep: (Value) -> Void) {
            guard let value else { return }
            keep(value)
            said.insert(field)
        }
        note(.kind, fields.choice(.kind, else: .unknownKind, Contact.Kind.self)) { details.kind = $0 }
        note(.title, fields.text(.title)) { details.title = $0 }
        note(.firstName, fields.text(.firstName)) { details.firstName = $0 }
        note(.lastName, fields.text(.lastName)) { details.lastName = $0 }
        note(.structureName, fields.text(.structureName)) { details.structureName = $0 }
        note(.jobTitle, fields.text(.jobTitle)) { details.jobTitle = $0 }
        note(.email, fields.text(.email)) { details.email = $0 }
        note(.otherEmails, Self.values(.otherEmails, &fields)) { texts in
            details.otherEmails = Set(texts.map { $0.lowercased() }).sorted()
        }
        note(.phone, fields.text(.phone)) { details.phone = $0 }
        note(.birthDate, fields.value(.birthDate, else: .invalidBirthDate, LocalDate.init(inFile:))) {
            details.birthDate = $0
        }
        note(.language, fields.choice(.language, else: .unknownLanguage, Locale.self)) { details.language = $0 }
        note(.street, fields.text(.street)) { details.address.street = $0 }
        note(.postcode, fields.text(.postcode)) { details.address.postcode = $0 }
        note(.city, fields.text(.city)) { details.address.city = $0 }
        note(.country, fields.value(.country, else: .unknownCountry, Self.country)) { details.address.country = $0 }
        note(.roles, Self.roles(&fields)) { details.roles = $0 }
        externalID = id
        reasons = fields.reasons
        telling =
            reasons.isEmpty
            ? id.map { ContactTelling(externalID: $0, details: details, said: said, sourceUpdatedAt: updatedAt) } : nil
    }

    private static func values(_ column: ContactColumn, _ fields: inout FieldReader<ContactColumn>) -> [String]? {
        let texts = fields.text(column, upTo: 4_000)?.split(separator: separator).map { String($0).trimmingBlanks }
        guard let values = texts?.filter({ !$0.isEmpty }), !values.isEmpty else { return nil }
        if values.count > mostValues { fields.refuse(.tooManyValues) }
        if values.contains(where: { $0.unicodeScalars.count > 200 }) { fields.refuse(.tooLong) }
        return values
    }

    private static func roles(_ fields: inout FieldReader<ContactColumn>) -> [ContactRole]? {
        guard let values = values(.roles, &fields) else { return nil }
        let roles = values.compactMap { ContactRole($0.lowercased()) }
        if roles.count < values.count { fields.refuse(.invalidRole) }
        return Set(roles).sorted()
    }

    private static func country(_ text: String) -> String? {
        let code = text.trimmingBlanks.uppercased()
        return code.utf8.count == 2 && code.utf8.allSatisfy { (65...90).contains($0) } ? code : nil
    }
}
