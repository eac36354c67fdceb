/// The instants that the local times of a file's records are, by the venue's own clock.
package struct LocalInstants: Sendable {
    private let instants: [Int64: Instant]

    package init(_ instants: [Int64: Instant]) {
        self.instants = instants
    }

    /// One that was not asked for is taken as UTC.
    package func instant(_ moment: FileMoment) -> Instant {
        switch moment {
        case .instant(let instant): instant
        case .local(let microseconds): instants[microseconds] ?? Instant(microseconds: microseconds)
        }
    }
}
