import Testing

/// All of them in one process: they share the migrated template, and take turns at having a copy of it.
@Suite struct StoreTests {}
