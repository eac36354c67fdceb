package import Domain

extension Store {
    /// How long the venue's turn is waited for before it is asked for again, without a connection in hand.
    private static let turnWait = Duration.milliseconds(500)

    /// Does a run that was asked for once it is the venue's turn, then ends it.
    ///
    /// Holds the run and the turn meanwhile, on a connection of its own: nil, without effect, when it is done or another worker
    /// has it.
    package func runIndicators(
        _ run: Identifier<IndicatorRun>, of venue: Venue
    ) async throws -> ComputedIndicators? {
        while true {
            switch try await takeTurn(to: run, of: venue) {
            case .ended(let computed): return computed
            case .othersTurn: try await Task.sleep(for: Self.turnWait)
            }
        }
    }

    private enum Turn: Sendable {
        case ended(ComputedIndicators?)
        case othersTurn
    }

    private func takeTurn(to run: Identifier<IndicatorRun>, of venue: Venue) async throws -> Turn {
        try await inVenue(venue) { holder in
            guard try await holder.first(TakeTurn()) != nil else { return .othersTurn }
            guard let taken = try await holder.first(TakeIndicatorRun(id: run)) else { return .ended(nil) }
            let startedAt = clock.now()
            let computed = try await compute(taken, of: venue)
            if !taken.kind.stores {
                try await holder.run(AddMoves(run: run, moves: computed.differences.moves))
            }
            try await holder.run(
                FinishIndicatorRun(id: run, startedAt: startedAt, at: clock.now(), computed: computed))
            return .ended(computed)
        }
    }

    /// Does the run that a schedule's tick stands for; a second time has the same result.
    ///
    /// Nil when another worker is doing it.
    package func runIndicators(
        _ kind: IndicatorRun.Kind, at tick: Instant, of venue: Venue
    ) async throws -> ComputedIndicators? {
        let begun = try await inVenue(venue) {
            try await $0.first(BeginIndicatorRun(kind: kind, tick: tick, at: clock.now()))
        }
        guard let begun else { throw StoreFailure.fault("no run") }
        return try await runIndicators(begun, of: venue)
    }

    /// Withdraws a run; false when it is done or a worker has it.
    package func withdrawIndicatorRun(_ run: Identifier<IndicatorRun>, of venue: Venue) async throws -> Bool {
        try await inVenue(venue) { transaction in
            guard try await transaction.first(TakeIndicatorRun(id: run)) != nil else { return false }
            return try await transaction.run(CancelIndicatorRun(id: run, at: clock.now())) == 1
        }
    }

    private func compute(_ run: IndicatorRun, of venue: Venue) async throws -> ComputedIndicators {
        switch run.kind {
        case .recompute: return try await computeIndicators(of: venue, for: .recompute, run: run.id)
        case .daily: return try await computeCalendar(of: venue, run: run.id, notBefore: run.requestedAt)
        case .weekly: return try await computeWeek(of: venue, run: run.id)
        case .seasonChange:
            return try await computeIndicators(
                of: venue, for: .seasonChange, run: run.id, notBefore: run.requestedAt)
        case .seasonChangePreview, .asOf:
            let asOf = run.asOf ?? clock.now()
            let differences = try await projectIndicators(of: venue, for: run.id, asOf: asOf)
            if run.kind == .seasonChangePreview {
                _ = try await inVenue(venue) { try await $0.run(DropComputedIndicators(run: run.id)) }
            }
            return ComputedIndicators(asOf: asOf, differences: differences, repaired: LevelDifferences())
        }
    }
}
