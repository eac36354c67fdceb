/// Where a database is and how long to wait for it.
package struct ConnectionConfiguration: Sendable {
    /// A libpq connection URI.
    ///
    /// Holds a password: never logged.
    package var url: String
    package var applicationName: String
    package var connectTimeout: Duration = .seconds(5)
    /// The longest a statement may run; the server cancels it, and the client gives up a second later.
    package var statementTimeout: Duration

    package init(url: String, applicationName: String, statementTimeout: Duration = .seconds(30)) {
        self.url = url
        self.applicationName = applicationName
        self.statementTimeout = statementTimeout
    }

    /// libpq's keywords.
    ///
    /// What the URL says itself wins over those before it, not over those after.
    var keywords: [(String, String)] {
        [
            ("application_name", applicationName),
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))),
            ("keepalives_idle", "30"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
            // After a failover, the old primary is not to be written to.
            ("target_session_attrs", "read-write"),
            ("dbname", url),
            ("client_encoding", "UTF8"),
            ("options", sessionOptions),
        ]
    }

    private var sessionOptions: String {
        let milliseconds = statementTimeout.milliseconds
        return "-c statement_timeout=\(milliseconds) -c idle_in_transaction_session_timeout=\(2 * milliseconds)"
            + " -c timezone=UTC -c search_path=pg_catalog"
            // A backend whose client has gone stops within this many milliseconds: it is how a request is cancelled.
            + " -c client_connection_check_interval=100"
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
