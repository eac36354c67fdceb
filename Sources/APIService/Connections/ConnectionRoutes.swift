import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/connections`: the ticketing systems whose orders are read.
struct ConnectionRoutes {
    let api: APIService

    /// The first whole comparison comes a day after the first load began.
    private static let firstCheck: Int64 = 86_400

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/connections") { request, context in try await create(request, context) }
        group.get("/connections") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListTicketingConnections(page: $1.page()))
            }
        }
        group.get("/connections/:connection") { request, context in
            try await api.find(request, context) {
                try await $0.first(FindTicketingConnection(id: try context.identifier("connection")))
            }
        }
        group.patch("/connections/:connection") { request, context in try await change(request, context) }
        group.post("/connections/:connection/pull") { request, context in
            try await ask(request, context, isWhole: false)
        }
        group.post("/connections/:connection/reconcile") { request, context in
            try await ask(request, context, isWhole: true)
        }
        group.delete("/connections/:connection") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let delete = DeleteTicketingConnection(id: try context.identifier("connection"))
            guard try await api.store.inVenue(venue, { try await $0.run(delete) }) == 1 else { throw Problem.notFound }
            return Response(status: .noContent)
        }
    }

    /// The only answer that holds the address for webhooks.
    ///
    /// It is not kept under an idempotency key: a secret is shown once.
    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let (new, _) = try await api.input(request, NewConnection.init)
        let now = api.store.clock.now()
        let token = WebhookToken.random()
        let create = CreateTicketingConnection(
            new.settings, webhookDigest: token.digest, at: now, firstCheckAt: now.advanced(bySeconds: Self.firstCheck))
        let connection = try await api.store.inVenue(venue) { transaction in
            let connection = try created(try await transaction.first(create))
            try await seal(new.credential, of: connection.id, venue, transaction)
            return connection
        }
        await api.announce([.pull(connection.id, of: venue.id)])
        let path = "/v1/venues/\(venue.id)/connections/\(connection.id)"
        return NewlyConnected(connection: connection, webhookPath: "\(path)/webhook/\(token.value)")
            .answer(.created, location: path).response
    }

    /// Pauses it or lets it go on, gives it another token, and says what its channels count as.
    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("connection", of: TicketingConnection.self)
        let (change, _) = try await api.input(request, ConnectionChange.init)
        let now = api.store.clock.now()
        let connection = try await api.store.inVenue(venue) { transaction -> TicketingConnection in
            guard let found = try await transaction.first(FindTicketingConnection(id: id)) else {
                throw Problem.notFound
            }
            if let credential = change.credential { try await seal(credential, of: id, venue, transaction) }
            if let types = change.channelTypes, types != found.settings.channelTypes {
                try await transaction.run(ChangeChannelTypes(id: id, types: types, at: now))
            }
            let isPaused = change.isPaused ?? found.isPaused
            let pause = PauseTicketingConnection(id: id, isPaused: isPaused, at: now)
            guard let changed = try await transaction.first(pause) else { throw Problem.notFound }
            return changed
        }
        if !connection.isPaused {
            let isWhole = change.channelTypes != nil
            await api.announce([.pull(id, of: venue.id)] + (isWhole ? [.reconcile(id, of: venue.id)] : []))
        }
        return connection.answer().response
    }

    private func ask(_ request: Request, _ context: ServiceContext, isWhole: Bool) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("connection", of: TicketingConnection.self)
        let ask = AskTicketingSystem(id: id, isWhole: isWhole, at: api.store.clock.now())
        let connection = try await api.store.inVenue(venue) { transaction in
            if let asked = try await transaction.first(ask) { return asked }
            guard try await transaction.first(FindTicketingConnection(id: id)) != nil else { throw Problem.notFound }
            throw Problem.pausedConnection
        }
        await api.announce([.pull(id, of: venue.id)] + (isWhole ? [.reconcile(id, of: venue.id)] : []))
        return connection.answer(.accepted).response
    }

    private func seal(
        _ credential: Credential, of id: Identifier<TicketingConnection>, _ venue: Venue,
        _ transaction: VenueTransaction
    ) async throws {
        guard let sealed = try api.seal.seal(credential, of: id, venue: venue.id) else { throw Problem.noCredentialKey }
        try await transaction.run(SealCredential(id: id, sealed: sealed, at: api.store.clock.now()))
    }
}

extension Problem {
    fileprivate static let pausedConnection = Problem(
        .conflict,
        "A paused connection asks nothing of its system: let it go on with `{\"paused\": false}`, and it is asked at once."
    )

    fileprivate static let noCredentialKey = Problem(
        .notConfigured,
        """
        This installation has no key to keep tokens of other systems under: have its operator set \
        SICSTINE_CREDENTIAL_KEYS, then send the request again.
        """)
}
