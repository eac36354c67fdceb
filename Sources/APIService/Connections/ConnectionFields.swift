import Domain
import StrictJSON

/// What is asked of a new connection.
struct NewConnection {
    let settings: ConnectionSettings
    let credential: Credential

    init?(_ fields: JSONObjectReader) {
        let kind = fields.requiredEnum("kind", as: ConnectionKind.self)
        let source = fields.requiredCustom(
            "source",
            expecting: Source.form, Source.init
        )
        let address = fields.requiredCustom(
            "address", expecting: "the https:// address of the system, without a query", SystemAddress.init)
        let organizer = fields.requiredCustom(
            "organizer", expecting: "1 to 50 letters, digits, `.`, `-` or `_`", OrganizerName.init)
        let credential = fields.requiredCustom(
            "token", expecting: "8 to 500 visible ASCII characters", Credential.init)
        let channels = fields.optionalChannelTypes("sales_channels")
        guard let kind, let source, let address, let organizer, let credential, let channels else { return nil }
        settings = ConnectionSettings(
            kind: kind, source: source, address: address, organizer: organizer, channelTypes: channels)
        self.credential = credential
    }
}

/// What can be changed of a connection.
struct ConnectionChange {
    let isPaused: Bool?
    let credential: Credential?
    let channelTypes: [String: ChannelType]?

    init?(_ fields: JSONObjectReader) {
        isPaused = fields.optionalBool("paused")
        channelTypes = fields.isSaid("sales_channels") ? fields.optionalChannelTypes("sales_channels") : nil
        credential = fields.optionalCustom("token", expecting: "8 to 500 visible ASCII characters", Credential.init)
    }
}

extension JSONObjectReader {
    fileprivate func isSaid(_ field: String) -> Bool { value(field).map { !$0.isNull } ?? false }

    /// An object of channels and the types they count as; empty without one, nil with a fault.
    fileprivate func optionalChannelTypes(_ field: String) -> [String: ChannelType]? {
        guard let value = value(field), !value.isNull else { return [:] }
        guard let members = value.members.map(Array.init), members.count <= 100 else {
            reject(field, "must be an object of at most 100 channels", code: .wrongType)
            return nil
        }
        var types: [String: ChannelType] = [:]
        for member in members {
            guard let type = member.value.string.flatMap(ChannelType.init), (1...200).contains(member.name.utf8.count)
            else {
                reject(field, "must give each channel one of B2B, INTERNET, OTHERS")
                return nil
            }
            types[member.name] = type
        }
        return types
    }
}

extension TicketingConnection: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("kind", settings.kind.rawValue)
        writer.member("source", settings.source.rawValue)
        writer.member("address", settings.address.rawValue)
        writer.member("organizer", settings.organizer.rawValue)
        writer.key("sales_channels")
        writer.object { writer in
            for (channel, type) in settings.channelTypes.sorted(by: { $0.key < $1.key }) {
                writer.member(channel, type.rawValue)
            }
        }
        writer.member("state", state.rawValue)
        writer.member("created_at", createdAt)
        writer.key("progress")
        writer.object { progress.writeMembers(to: &$0) }
        writer.key("failure")
        trouble.write(to: &writer)
        writer.key("orders")
        writer.object { writer in
            writer.member("written", counts.written as Int64?)
            writer.member("refused", counts.refused as Int64?)
            writer.member("skipped", counts.skipped as Int64?)
            writer.member("last_refusal", counts.lastRefusal)
        }
        writer.member("reconciling", isReconciling)
        writer.key("reconciliation")
        guard let reconciliation else { return writer.null() }
        reconciliation.write(to: &writer)
    }

    private enum State: String {
        case paused, loading, following, failing
    }

    private var state: State {
        if isPaused { return .paused }
        if trouble.failure != nil { return .failing }
        return progress.loadedAt == nil ? .loading : .following
    }
}

extension ConnectionProgress {
    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("loaded_at", loadedAt)
        writer.member("pulled_at", pulledAt)
        writer.member("read_until", readUntil)
        writer.member("next_pull_at", nextPullAt)
        writer.member("orders_to_read", page == nil ? nil : ordersToRead)
        writer.member("orders_read", page == nil ? nil : ordersRead as Int64?)
    }
}

extension ConnectionTrouble {
    fileprivate func write(to writer: inout JSONWriter) {
        guard let failure else { return writer.null() }
        writer.object { writer in
            writer.member("code", failure.rawValue)
            writer.member("text", failure.text as Text?)
            writer.member("detail", detail)
            writer.member("at", failedAt)
            writer.member("in_a_row", failures as Int64?)
            writer.member("next_attempt_at", notBefore)
        }
    }
}

extension Reconciliation: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("finished_at", finishedAt as Instant?)
            writer.member("orders", orders as Int64?)
            writer.member("different_orders", differences.orders as Int64?)
            writer.member("different_tickets", differences.tickets as Int64?)
            writer.member("different_amount", differences.amount as Int64?)
        }
    }
}

/// A new connection with the address for webhooks, which holds a secret.
struct NewlyConnected: Representable {
    let connection: TicketingConnection
    let webhookPath: String

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            connection.writeMembers(to: &writer)
            writer.member("webhook_path", webhookPath)
        }
    }
}
