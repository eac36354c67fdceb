import Domain
import Foundation
import Logging
import StrictJSON

/// Writes logs as JSON, one line an event, on standard output.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let label: String
    private let clock: Clock

    init(label: String, level: Logger.Level, clock: Clock) {
        self.label = label
        logLevel = level
        self.clock = clock
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", clock.now().rfc3339)
            writer.member("level", event.level.rawValue)
            writer.member("service", label)
            writer.member("message", "\(event.message)")
            for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
                $0.key < $1.key
            }) {
                writer.member(key == "hb.request.id" ? "request.id" : key, "\(value)")
            }
        }
        FileHandle.standardOutput.write(Data(writer.bytes + [UInt8(ascii: "\n")]))
    }
}
