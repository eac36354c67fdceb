/// What two records are compared by, and the comparison, for every statement that looks for duplicates.
enum ComparedRecords {
    /// The normalised members of `contacts c`.
    static let columns = """
        c.id, NULLIF(array_to_string(sicstine.words(c.first_name), ' '), '') AS first,
        NULLIF(array_to_string(sicstine.words(c.last_name), ' '), '') AS last,
        sicstine.normalised_name(c.first_name, c.last_name) AS name, c.birth_date, \(emails) AS emails,
        sicstine.normalised_phone(c.phone) AS phone, \(postcode) AS postcode,
        NULLIF(array_to_string(sicstine.words(c.street), ' '), '') AS street
        """

    static let emails = """
        (CASE WHEN btrim(c.email) <> '' THEN ARRAY[sicstine.normalised_email(c.email)] ELSE '{}' END || c.other_emails)
        """

    static let postcode = "NULLIF(array_to_string(sicstine.words(c.postcode), ''), '')"

    /// `reasons` and `confidence` of the records `a` and `b`.
    static let likeness = """
        sicstine.likeness(
            a.first, a.last, a.name, a.birth_date, a.emails, a.phone, a.postcode, a.street,
            b.first, b.last, b.name, b.birth_date, b.emails, b.phone, b.postcode, b.street)
        """

    /// What is less sure than that is not worth anybody's time.
    static let leastConfidence = 10

    /// A key that more records share than that is an address of the house, or of nobody: it proves nothing.
    static let mostOfOneKey = 20
}
