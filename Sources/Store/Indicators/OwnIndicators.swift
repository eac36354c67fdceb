package import Domain
package import Postgres

/// An institution's own indicators that were not ended, by their keys.
package struct ListOwnIndicators: PlatformStatement {
    package static let sql = """
        SELECT o.key, v.thresholds, o.version,
            o.base, o.enabled, o.pictogram, o.names, o.french_level_names, o.english_level_names
        FROM own_indicators o JOIN own_indicator_versions v USING (institution_id, key, version)
        WHERE o.institution_id = $1 AND o.ended_at IS NULL ORDER BY o.key
        """
    let institution: Identifier<Institution>

    package init(institution: Identifier<Institution>) {
        self.institution = institution
    }

    package var parameters: [Value] { [institution.value] }

    /// Nil for a base this version does not know.
    package static func decode(_ row: inout Row) throws -> OwnIndicator? {
        let (key, numbers, version): (String, [Int64], Int64) = (try row.next(), try row.next(), try row.next())
        guard let definition = try ListIndicatorSettings.decode(&row),
            let thresholds = try? LevelThresholds(numbers, of: definition.key)
        else { return nil }
        return OwnIndicator(key: key, definition: definition, thresholds: thresholds, version: version)
    }
}

/// Begins an institution's own indicator, with its first version; a conflict when the key is or was another one's.
package struct CreateOwnIndicator: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        INSERT INTO own_indicators (
            institution_id, key, base, enabled, pictogram, names, french_level_names, english_level_names, version,
            created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        """
    let institution: Identifier<Institution>
    let indicator: OwnIndicator
    let at: Instant

    package var parameters: [Value] {
        let settings = KeepIndicatorSettings(institution: institution, definition: indicator.definition, at: at)
        let decided = settings.parameters[1...6]
        return [institution.value, .text(indicator.key)] + decided + [.int64(indicator.version), at.value]
    }
}

/// Keeps what an institution decided about an own indicator, and which version counts.
package struct KeepOwnIndicator: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE own_indicators SET enabled = $3, pictogram = $4, names = $5, french_level_names = $6,
            english_level_names = $7, version = $8, changed_at = $9
        WHERE institution_id = $1 AND key = $2
        """
    let institution: Identifier<Institution>
    let indicator: OwnIndicator
    let at: Instant

    package var parameters: [Value] {
        let settings = KeepIndicatorSettings(institution: institution, definition: indicator.definition, at: at)
        let decided = settings.parameters[2...6]
        return [institution.value, .text(indicator.key)] + decided + [.int64(indicator.version), at.value]
    }
}

/// Ends an own indicator; its versions stay.
package struct EndOwnIndicator: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE own_indicators SET ended_at = $3 WHERE institution_id = $1 AND key = $2 AND ended_at IS NULL
        """
    let institution: Identifier<Institution>
    let key: String
    let at: Instant

    package init(institution: Identifier<Institution>, key: String, at: Instant) {
        self.institution = institution
        self.key = key
        self.at = at
    }

    package var parameters: [Value] { [institution.value, .text(key), at.value] }
}

/// Adds a version of an own indicator's thresholds.
package struct AddThresholdVersion: PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        INSERT INTO own_indicator_versions (institution_id, key, version, thresholds, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """
    let institution: Identifier<Institution>
    let key: String
    let version: ThresholdVersion

    package var parameters: [Value] {
        [
            institution.value, .text(key), .int64(version.number), .int64s(version.thresholds.numbers),
            version.by.value, version.at.value,
        ]
    }
}

/// Every version of an own indicator's thresholds, the newest first; those of an ended one too.
package struct ListThresholdVersions: PlatformStatement {
    package static let sql = """
        SELECT o.base, v.version, v.thresholds, v.made_by, v.made_at
        FROM own_indicator_versions v JOIN own_indicators o USING (institution_id, key)
        WHERE v.institution_id = $1 AND v.key = $2 ORDER BY v.version DESC
        """
    let institution: Identifier<Institution>
    let key: String

    package init(institution: Identifier<Institution>, key: String) {
        self.institution = institution
        self.key = key
    }

    package var parameters: [Value] { [institution.value, .text(key)] }
    package static func decode(_ row: inout Row) throws -> ThresholdVersion {
        let (base, number, thresholds): (IndicatorKey, Int64, [Int64]) = (
            try row.next(), try row.next(), try row.next()
        )
        return ThresholdVersion(
            number: number, thresholds: try LevelThresholds(thresholds, of: base), by: try row.next(),
            at: try row.next())
    }
}

extension PlatformTransaction {
    /// An institution's own indicators, disabled ones too, by their keys.
    package func ownIndicators(of institution: Identifier<Institution>) async throws -> [OwnIndicator] {
        try await all(ListOwnIndicators(institution: institution)).compactMap(\.self)
    }

    /// The indicator as it then is, its first version; nil when there is no such institution.
    package func create(
        _ indicator: OwnIndicator, of institution: Identifier<Institution>, by actor: Identifier<SecretKey>, at: Instant
    ) async throws -> OwnIndicator? {
        guard try await first(HoldInstitution(id: institution)) != nil else { return nil }
        try await run(CreateOwnIndicator(institution: institution, indicator: indicator, at: at))
        let version = ThresholdVersion(number: indicator.version, thresholds: indicator.thresholds, by: actor, at: at)
        try await run(AddThresholdVersion(institution: institution, key: indicator.key, version: version))
        return indicator
    }

    /// The indicator as it then is; nil when there is none.
    package func change(
        _ key: String, of institution: Identifier<Institution>, by change: IndicatorChange, at: Instant
    ) async throws -> OwnIndicator? {
        guard var indicator = try await held(key, of: institution) else { return nil }
        indicator.definition = change.applied(to: indicator.definition)
        try await run(KeepOwnIndicator(institution: institution, indicator: indicator, at: at))
        return indicator
    }

    /// The indicator with these thresholds, a new version unless it has them; nil when there is none.
    package func change(
        _ key: String, of institution: Identifier<Institution>, to thresholds: LevelThresholds,
        by actor: Identifier<SecretKey>, at: Instant
    ) async throws -> OwnIndicator? {
        guard let former = try await held(key, of: institution) else { return nil }
        guard thresholds != former.thresholds else { return former }
        let known = try await all(ListThresholdVersions(institution: institution, key: key))
        let number = (known.first?.number ?? 0) + 1
        let version = ThresholdVersion(number: number, thresholds: thresholds, by: actor, at: at)
        try await run(AddThresholdVersion(institution: institution, key: key, version: version))
        let changed = OwnIndicator(
            key: key, definition: former.definition, thresholds: thresholds, version: number)
        try await run(KeepOwnIndicator(institution: institution, indicator: changed, at: at))
        return changed
    }

    private func held(_ key: String, of institution: Identifier<Institution>) async throws -> OwnIndicator? {
        guard try await first(HoldInstitution(id: institution)) != nil else { return nil }
        return try await ownIndicators(of: institution).first { $0.key == key }
    }
}
