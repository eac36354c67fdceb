import Testing

/// All of them one after the other: several count the sessions of one server.
@Suite(.serialized) struct PostgresTests {}
