/// A member of a thing of the catalogue, as a source tells it and as its table keeps it.
struct CatalogueMember: Sendable {
    /// What is done where the source says nothing of it.
    enum Silence: Sendable {
        /// Never the case.
        case impossible
        /// It stays as it is; of a new thing, and where the source says that it has none, it is this.
        case keeps(otherwise: String)
    }

    /// Another thing that it names, by what the source calls it.
    struct Reference: Sendable {
        /// Finds the row `r` that `t` names, in SQL.
        let join: String
        /// Why a telling that names none is refused.
        let reason: String
    }

    let column: String
    /// Its type in SQL, to which the text it travels as is cast.
    let type: String
    let silence: Silence
    var reference: Reference?
    /// Says what it becomes where the source says nothing of it, in place of what it was: an expression on `p`, the telling, and
    /// on `k`, what is known.
    var derivation: String?

    static func always(_ column: String, _ type: String) -> CatalogueMember {
        CatalogueMember(column: column, type: type, silence: .impossible)
    }

    static func optional(_ column: String, _ type: String, otherwise: String = "NULL") -> CatalogueMember {
        CatalogueMember(column: column, type: type, silence: .keeps(otherwise: otherwise))
    }

    /// Names something of the same source.
    static func naming(
        _ column: String, in table: String, _ reason: String, silence: Silence = .keeps(otherwise: "NULL")
    ) -> CatalogueMember {
        let join = "JOIN \(table) r_\(column) ON r_\(column).external_id = t.\(column) AND r_\(column).source = $1"
        return CatalogueMember(
            column: column, type: "bigint", silence: silence, reference: Reference(join: join, reason: reason))
    }

    /// Names a season, which has no source.
    static let season = CatalogueMember(
        column: "season_id", type: "bigint", silence: .keeps(otherwise: "NULL"),
        reference: Reference(
            join: "JOIN seasons r_season_id ON r_season_id.name = t.season_id", reason: "unknown_season"))

    func deriving(_ derivation: String) -> CatalogueMember {
        var member = self
        member.derivation = derivation
        return member
    }

    /// What it becomes, on `p` and `k`.
    var merged: String {
        guard case .keeps(let otherwise) = silence else { return "p.\(column)" }
        return """
            CASE WHEN '\(column)' = ANY (p.said) THEN COALESCE(p.\(column), \(otherwise))
                            ELSE \(derivation ?? "CASE WHEN k.id IS NULL THEN \(otherwise) ELSE k.\(column) END") END
            """
    }
}
