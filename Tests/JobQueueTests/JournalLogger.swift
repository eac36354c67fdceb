import Logging

extension Journal {
    /// A logger that notes a line for each message.
    var logger: Logger {
        Logger(label: "test") { _ in Handler(journal: self) }
    }

    private struct Handler: LogHandler {
        let journal: Journal
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { journal.note(1) }
    }
}
