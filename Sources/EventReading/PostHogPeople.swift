import Domain
import StrictJSON

/// Whom an event of PostHog's is about: it has one id, of a person or of a device, and hints which.
struct PostHogPeople {
    let anonymousID: String?
    let userID: String?

    init(_ item: JSONValue, properties: JSONValue?, event: String) throws(ItemFault) {
        let inner = try properties?.identity("distinct_id")
        let distinctID = try item.identity("distinct_id") ?? inner
        let device = try properties?.identity("$device_id")
        switch event {
        case "$create_alias":
            anonymousID = inner ?? distinctID
            userID = try properties?.identity("alias")
            guard userID != nil else { throw ItemFault(.missingIdentity) }
        case "$identify":
            anonymousID = try properties?.identity("$anon_distinct_id") ?? device
            userID = distinctID
        // It is about a group, and its id is often made up.
        case "$groupidentify": (anonymousID, userID) = (distinctID, nil)
        default:
            let isDevice = distinctID == device || Self.isNobody(item, properties)
            anonymousID = device ?? (isDevice ? distinctID : nil)
            userID = isDevice ? nil : distinctID
        }
    }

    /// Whether the sender says that the id is not that of a known person.
    private static func isNobody(_ item: JSONValue, _ properties: JSONValue?) -> Bool {
        properties?["$process_person_profile"]?.bool == false || properties?["$is_identified"]?.bool == false
            || item.object("options")?["process_person_profile"]?.bool == false
    }
}

extension JSONValue {
    /// Whether an item that does not say its type is one of PostHog's.
    var isOfPostHog: Bool {
        present("distinct_id") != nil || object("properties")?.present("distinct_id") != nil
    }
}
