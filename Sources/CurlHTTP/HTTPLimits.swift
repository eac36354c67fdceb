/// What one exchange may cost; a peer that exceeds any of these ends its exchange.
package struct HTTPLimits: Sendable, Hashable {
    /// From the start of the transfer to an established connection, name look-up and TLS included.
    package var connectTimeout: Duration = .seconds(5)
    /// From the call to the last byte, waiting in the queue included.
    package var totalTimeout: Duration = .seconds(30)
    /// Fewer bytes a second than this, for `lowSpeedDuration` on end, ends the exchange; 0 allows any pace.
    package var lowSpeedBytesPerSecond = 64
    /// Whole seconds; the time a server takes to think counts as slow too.
    package var lowSpeedDuration: Duration = .seconds(20)
    /// The status line and all header fields, those of interim responses and trailers included.
    ///
    /// A single line is bounded by 100 KiB whatever stands here.
    package var maxHeaderBytes = 64 * 1024
    /// The body as it comes: nothing is decompressed.
    package var maxBodyBytes = 8 * 1024 * 1024

    package init() {}
}

extension Duration {
    /// Whole milliseconds, rounded up so that a timer never fires early; at least 1, at most about 24 days.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let milliseconds = Double(seconds) * 1_000 + (Double(attoseconds) / 1e15).rounded(.up)
        return Int(min(max(milliseconds, 1), 2_147_483_647))
    }

    var wholeSeconds: Int { max(1, (wholeMilliseconds + 999) / 1_000) }
}
