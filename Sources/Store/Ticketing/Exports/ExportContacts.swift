import Domain
import Postgres

/// A page of the contacts as a source tells of them.
struct ExportContacts: VenueStatement {
    private static func value(_ column: ContactColumn) -> String {
        switch column {
        case .externalID: "c.external_id"
        case .sourceUpdatedAt: ExportedValue.telling("c.source_updated_at")
        case .kind: "c.kind"
        case .title: "c.title"
        case .firstName: "c.first_name"
        case .lastName: "c.last_name"
        case .structureName: "c.structure_name"
        case .jobTitle: "c.job_title"
        case .email: "c.email"
        case .otherEmails: "array_to_string(c.other_emails, '\(ImportedContact.separator)')"
        case .phone: "c.phone"
        case .birthDate: "c.birth_date::text"
        case .language: "c.language"
        case .street: "c.street"
        case .postcode: "c.postcode"
        case .city: "c.city"
        case .country: "c.country"
        case .roles: "array_to_string(c.roles, '\(ImportedContact.separator)')"
        }
    }

    static let sql = """
        SELECT c.id, \(ExportedValue.cells(ContactColumn.allCases.map(value)))
        FROM contacts c WHERE c.source = $2 AND c.id > $3 ORDER BY c.id LIMIT $4
        """
    let page: ExportPage

    var parameters: [Value] { page.values }
    static func decode(_ row: inout Row) throws -> ExportedRow {
        ExportedRow(place: ExportPlace(type: 0, id: try row.next()), cells: try row.next())
    }
}
