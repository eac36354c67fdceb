/// A ticketing system outside that a venue's orders are read from, and how far that has come.
///
/// Its credential is not in it.
package struct TicketingConnection: Sendable {
    package let id: Identifier<TicketingConnection>
    package let settings: ConnectionSettings
    package let isPaused: Bool
    package let createdAt: Instant
    package let progress: ConnectionProgress
    package let trouble: ConnectionTrouble
    package let counts: ConnectionCounts
    /// What the last whole reconciliation found; nil before it.
    package let reconciliation: Reconciliation?
    package let isReconciling: Bool

    package init(
        id: Identifier<TicketingConnection>, settings: ConnectionSettings, isPaused: Bool, createdAt: Instant,
        progress: ConnectionProgress, trouble: ConnectionTrouble, counts: ConnectionCounts,
        reconciliation: Reconciliation?, isReconciling: Bool
    ) {
        self.id = id
        self.settings = settings
        self.isPaused = isPaused
        self.createdAt = createdAt
        self.progress = progress
        self.trouble = trouble
        self.counts = counts
        self.reconciliation = reconciliation
        self.isReconciling = isReconciling
    }
}

/// What a venue says of a connection.
package struct ConnectionSettings: Sendable {
    package var kind: ConnectionKind
    package var source: Source
    package var address: SystemAddress
    package var organizer: OrganizerName
    /// What the system's channels count as; those not named: its own shop the internet, the others something else.
    package var channelTypes: [String: ChannelType]

    package init(
        kind: ConnectionKind, source: Source, address: SystemAddress, organizer: OrganizerName,
        channelTypes: [String: ChannelType]
    ) {
        self.kind = kind
        self.source = source
        self.address = address
        self.organizer = organizer
        self.channelTypes = channelTypes
    }
}

/// How far a connection has read.
package struct ConnectionProgress: Sendable {
    /// Every change up to then was read; nil while the first load is under way.
    package let readUntil: Instant?
    /// The page a pull under way reads next.
    package let page: Int64?
    /// Orders of the pull under way, over all its pages, and those of them that were read.
    package let ordersToRead: Int64?
    package let ordersRead: Int64
    package let loadedAt: Instant?
    package let pulledAt: Instant?
    package let nextPullAt: Instant

    package init(
        readUntil: Instant?, page: Int64?, ordersToRead: Int64?, ordersRead: Int64,
        loadedAt: Instant?, pulledAt: Instant?, nextPullAt: Instant
    ) {
        self.readUntil = readUntil
        self.page = page
        self.ordersToRead = ordersToRead
        self.ordersRead = ordersRead
        self.loadedAt = loadedAt
        self.pulledAt = pulledAt
        self.nextPullAt = nextPullAt
    }
}

/// Why the last attempt failed; all nil and zero when it did not.
package struct ConnectionTrouble: Sendable {
    package let failure: ConnectionFailure?
    /// More exactly, for who looks after the system; nil where there is no more to say.
    package let detail: String?
    package let failedAt: Instant?
    /// In a row.
    package let failures: Int64
    /// Nothing is asked of the system before.
    package let notBefore: Instant?

    package init(
        failure: ConnectionFailure?, detail: String?, failedAt: Instant?, failures: Int64, notBefore: Instant?
    ) {
        self.failure = failure
        self.detail = detail
        self.failedAt = failedAt
        self.failures = failures
        self.notBefore = notBefore
    }
}

/// What came of all that was read.
package struct ConnectionCounts: Sendable, Equatable {
    package var written: Int64 = 0
    package var refused: Int64 = 0
    /// In another currency, without a line, or made for a trial.
    package var skipped: Int64 = 0
    /// The last that was refused: its external id, and why.
    package var lastRefusal: String?

    package init() {}
}

/// What a walk over everything the system has found to be otherwise here, and wrote as the system has it.
package struct Reconciliation: Sendable, Equatable {
    package var finishedAt: Instant
    package var orders: Int64
    package var differences: Differences

    package init(finishedAt: Instant, orders: Int64, differences: Differences) {
        self.finishedAt = finishedAt
        self.orders = orders
        self.differences = differences
    }
}

/// How far two records of orders lie apart, in what is sold and reserved.
package struct Differences: Sendable, Equatable {
    package var orders: Int64 = 0
    package var tickets: Int64 = 0
    /// Cents, each difference counted as a positive one.
    package var amount: Int64 = 0

    package init() {}

    package static func += (left: inout Differences, right: Differences) {
        left.orders += right.orders
        left.tickets += right.tickets
        left.amount += right.amount
    }
}
