import Testing

/// All of them one after the other: roles are shared by all databases of a cluster, and there are few cores.
@Suite(.serialized) struct StoreTests {}
