/// What an application may send, as its venue decided.
package enum CollectionMode: String, CaseIterable, Sendable {
    /// Only anonymous page statistics.
    case exempt
    /// The venue vouches that every event comes from someone who agreed.
    case consented
    /// Each event says whether its visitor agreed; anonymous page statistics too.
    case choice
}
