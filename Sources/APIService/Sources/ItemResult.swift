import Domain
import HTTPService
import StrictJSON

/// What became of one item of a request, as it is answered.
struct ItemResult: Representable {
    /// Nil when the item did not say it in a form that could be read.
    let externalID: String?
    let outcome: UpsertOutcome
    let id: Int64?
    var faults: [JSONFault] = []
    var reasons: [RefusalReason] = []

    init(_ result: UpsertResult) {
        externalID = result.externalID
        outcome = result.outcome
        id = result.id
        reasons = result.reasons
    }

    /// An item that could not be read.
    init(externalID: String?, faults: JSONFaults) {
        self.externalID = externalID
        outcome = .refused
        id = nil
        self.faults = faults.faults
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("external_id", externalID)
            writer.member("outcome", outcome.rawValue)
            writer.member("id", id.map(String.init))
            writer.key("errors")
            writer.errors(faults, reasons)
        }
    }
}

/// What became of every item, in the order they were sent.
struct ItemResults: Representable {
    let results: [ItemResult]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for result in results { result.write(to: &writer) } }
        }
    }
}
