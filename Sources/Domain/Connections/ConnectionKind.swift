/// The systems there is a connector for.
package enum ConnectionKind: String, CaseIterable, Sendable {
    case pretix
}
