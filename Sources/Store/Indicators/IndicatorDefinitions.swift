package import Domain
package import Postgres

/// What an institution decided about standard indicators, where it decided anything; in no order.
///
/// `PlatformTransaction.indicatorDefinitions(of:)` adds the others.
package struct ListIndicatorSettings: PlatformStatement {
    package static let sql = """
        SELECT key, enabled, pictogram, names, french_level_names, english_level_names
        FROM indicator_settings WHERE institution_id = $1
        """
    let institution: Identifier<Institution>

    package var parameters: [Value] { [institution.value] }

    /// Nil for a key this version does not know.
    package static func decode(_ row: inout Row) throws -> IndicatorDefinition? {
        let key = IndicatorKey(rawValue: try row.next())
        let (isEnabled, isPictogram): (Bool, Bool) = (try row.next(), try row.next())
        let names = try row.next(as: [String].self)
        let french = try row.next(as: [String].self)
        let english = try row.next(as: [String].self)
        guard let key, names.count == 2 else { return nil }
        var definition = IndicatorDefinition(key: key)
        definition.isEnabled = isEnabled
        definition.isPictogram = isPictogram
        definition.ownName = ownText(names[0], names[1])
        for (level, (french, english)) in zip(key.levels, zip(french, english)) {
            definition.ownLevelNames[level] = ownText(french, english)
        }
        return definition
    }

    private static func ownText(_ french: String, _ english: String) -> Text? {
        french.isEmpty ? nil : Text(writtenInFrench: french, english: english)
    }
}

/// Keeps what an institution decided about an indicator.
package struct KeepIndicatorSettings: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        INSERT INTO indicator_settings (
            institution_id, key, enabled, pictogram, names, french_level_names, english_level_names, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (institution_id, key) DO UPDATE SET enabled = EXCLUDED.enabled, pictogram = EXCLUDED.pictogram,
            names = EXCLUDED.names, french_level_names = EXCLUDED.french_level_names,
            english_level_names = EXCLUDED.english_level_names, changed_at = EXCLUDED.changed_at
        """
    let institution: Identifier<Institution>
    let definition: IndicatorDefinition
    let at: Instant

    package var parameters: [Value] {
        [
            institution.value, .text(definition.key.rawValue), .bool(definition.isEnabled),
            .bool(definition.isPictogram), .texts(Locale.allCases.map { definition.ownName?[$0] ?? "" }),
            .texts(levelNames(in: .french)), .texts(levelNames(in: .english)), at.value,
        ]
    }

    private func levelNames(in locale: Locale) -> [String] {
        definition.key.levels.map { definition.ownLevelNames[$0]?[locale] ?? "" }
    }
}

/// Makes those who change the same institution's indicators wait for each other; no row when there is no such institution.
package struct HoldInstitution: PlatformStatement {
    package static let sql = "SELECT id FROM institutions WHERE id = $1 FOR NO KEY UPDATE"
    let id: Identifier<Institution>

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Identifier<Institution> { try row.next() }
}

extension PlatformTransaction {
    /// Every standard indicator as the institution uses it, disabled ones too, in the order of the rules.
    package func indicatorDefinitions(of institution: Identifier<Institution>) async throws -> [IndicatorDefinition] {
        let decided = try await all(ListIndicatorSettings(institution: institution)).compactMap(\.self)
        return IndicatorKey.allCases.map { key in
            decided.first { $0.key == key } ?? IndicatorDefinition(key: key)
        }
    }

    /// The indicator as it then is; nil when there is no such institution.
    package func change(
        _ key: IndicatorKey, of institution: Identifier<Institution>, by change: IndicatorChange, at: Instant
    ) async throws -> IndicatorDefinition? {
        guard try await first(HoldInstitution(id: institution)) != nil,
            let known = try await indicatorDefinitions(of: institution).first(where: { $0.key == key })
        else { return nil }
        let changed = change.applied(to: known)
        try await run(KeepIndicatorSettings(institution: institution, definition: changed, at: at))
        return changed
    }
}
