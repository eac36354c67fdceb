import Domain
import EventReading
import StrictJSON

/// What refused items say, as far as they say something that we know.
struct RefusalReading {
    /// What is shown of one.
    struct Said {
        var kind: EventKind?
        /// Nil for what could not be one of our events.
        var action: EventAction?
        var name: String?
        var path: String?
    }

    private let application: Domain.Application

    /// The application's own rules are left out: what is shown is what was sent, not whether it may come in.
    init(of application: Domain.Application) {
        var description = application.description
        description.mode = .consented
        description.isInTestMode = false
        self.application = Domain.Application(
            id: application.id, venue: application.venue, writeKey: application.writeKey, description: description,
            createdAt: application.createdAt)
    }

    /// Nothing of what was not kept.
    func read(_ item: RefusedItem) -> Said {
        guard let document = item.document else { return Said(kind: item.kind) }
        let reader = EventReader(
            application: application, receivedAt: item.refusedAt, overruling: [.robot, .originNotAllowed])
        // The only fault of an envelope would be in several items: here is one.
        let reading = try? reader.read(document.root, as: .kept(item.kind), from: Sender())
        if let event = reading?.events.first {
            return Said(kind: event.kind, action: event.action, name: event.name, path: event.path)
        }
        let root = document.root
        // Of exempt statistics nothing but a trial is kept, and of that what is shown here.
        if item.reason == .testMode { return Said(action: .pageView, path: root["path"]?.string) }
        return Said(
            kind: item.kind ?? root["type"]?.string.flatMap(EventKind.init),
            name: root["event"]?.string ?? root["name"]?.string)
    }
}

extension RefusedItem {
    /// What was kept, which we wrote ourselves.
    var document: JSONDocument? {
        payload.flatMap { try? JSONDocument(parsing: Array($0), limits: CollectionLimits.request) }
    }
}
