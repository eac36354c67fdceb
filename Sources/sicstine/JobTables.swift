import Domain
import Foundation
import JobQueue
import Jobs

// Jobs as lines of text: a header, then columns as wide as their widest cell.
extension Sicstine {
    static func show(_ jobs: [QueuedJob]) {
        let header = ["STATE", "JOB", "QUEUE", "ATTEMPTS", "AGE", "WORKER", "NOTE"]
        print(aligned([header] + jobs.map(\.cells)))
    }
}

extension QueueCensus {
    var table: String {
        let header = ["KIND", "QUEUE", "WAITING", "RUNNING", "DELAYED", "DEAD", "OLDEST"]
        return aligned(
            [header]
                + kinds.map { kind in
                    [kind.kind, kind.queue] + [kind.waiting, kind.running, kind.delayed, kind.dead].map(String.init)
                        + [span(Int(kind.oldest.components.seconds))]
                })
    }
}

extension QueuedJob {
    fileprivate var cells: [String] {
        [
            state.rawValue, name, "\(queue)/\(priority.name)", "\(attempts)", age, worker ?? "-",
            notes.isEmpty ? "-" : notes.joined(separator: ", "),
        ]
    }

    /// A member a line.
    var details: String {
        var rows = [
            ["job", name], ["state", state.rawValue], ["since", instant.rfc3339], ["age", age],
            ["queue", "\(queue)/\(priority.name)"], ["attempts", "\(attempts)"], ["crashes", "\(crashes)"],
        ]
        if let worker { rows.append(["worker", worker]) }
        for note in notes { rows.append(["note", note]) }
        return aligned(rows)
    }

    /// The bytes are shown as far as they can be when they are no pointer.
    private var name: String { pointer?.description ?? String(decoding: raw, as: UTF8.self) }

    private var instant: Instant { Instant(microseconds: Int64(since) * 1_000) }

    private var age: String {
        let seconds = Int(Date().timeIntervalSince1970) - since / 1_000
        return seconds < 0 ? "in \(span(-seconds))" : span(seconds)
    }

    private var notes: [String] {
        var notes: [String] = []
        if let progress { notes.append("\(progress.done) of \(progress.total)") }
        if isCancelRequested { notes.append("to be cancelled") }
        if runsAgain { notes.append("will run once more") }
        if let reason { notes.append(reason) }
        return notes
    }
}

private func span(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3_600: "\(seconds / 60)m\(seconds % 60)s"
    case ..<86_400: "\(seconds / 3_600)h\(seconds / 60 % 60)m"
    default: "\(seconds / 86_400)d\(seconds / 3_600 % 24)h"
    }
}

private func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.compactMap { $0.dropFirst(column).first?.count }.max() ?? 0 }
    return rows.map { row in
        let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        return (cells.dropLast() + [row.last ?? ""]).joined(separator: "  ")
    }.joined(separator: "\n")
}
