import CLibCurl
import Glibc

/// Drives all transfers of a client, on a thread of its own.
///
/// Only that thread touches it, or anything of libcurl but the wake-up. It frees the multi handle at the end.
final class TransferLoop {
    private let inbox: Inbox
    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPClientConfiguration
    private var queue: TransferQueue<ObjectIdentifier>
    private var waiting: [ObjectIdentifier: (exchange: Exchange, target: TargetURL)] = [:]
    private var running: [ObjectIdentifier: Transfer] = [:]
    private var nextDeadline: ContinuousClock.Instant?

    init(_ configuration: HTTPClientConfiguration, multi: MultiHandle, inbox: Inbox) {
        self.configuration = configuration
        self.multi = multi.pointer
        self.inbox = inbox
        queue = TransferQueue(
            maxRunning: configuration.maxConcurrent, maxRunningPerHost: configuration.maxConcurrentPerHost)
    }

    /// Returns when the inbox is closed and every exchange has its result.
    func run() {
        while true {
            let (notes, isClosed) = inbox.take()
            for note in notes { take(note) }
            if isClosed { break }
            startWaiting()
            perform()
            endOverdue()
            startWaiting()
            waitForWork()
        }
        endAll(.shutDown)
        // Notes that came in the meantime: their exchanges are told so, and later ones are refused.
        inbox.disconnect()
        curl_multi_cleanup(multi)
    }

    private func take(_ note: Inbox.Note) {
        switch note {
        case .start(let exchange):
            enqueue(exchange)
        case .cancel(let exchange):
            end(exchange, .cancelled)
        }
    }

    private func enqueue(_ exchange: Exchange) {
        guard !exchange.isCancelled else {
            return finish(exchange, .failure(HTTPFailure(.cancelled, outcomeUnknown: false)))
        }
        guard let target = TargetURL(exchange.request.url) else {
            return finish(exchange, .failure(HTTPFailure(.invalidRequest(.url), outcomeUnknown: false)))
        }
        waiting[ObjectIdentifier(exchange)] = (exchange, target)
        queue.enqueue(ObjectIdentifier(exchange), host: target.host)
        nextDeadline = min(nextDeadline ?? exchange.deadline, exchange.deadline)
    }

    private func startWaiting() {
        while let id = queue.startNext() {
            guard let (exchange, target) = waiting.removeValue(forKey: id) else { continue }
            guard let transfer = Transfer(exchange, target: target, configuration: configuration),
                curl_multi_add_handle(multi, transfer.easy.pointer) == CURLM_OK
            else {
                queue.finish(host: target.host)
                finish(exchange, .failure(HTTPFailure(.internalFault, outcomeUnknown: false)))
                continue
            }
            running[id] = transfer
        }
    }

    private func perform() {
        var count: Int32 = 0
        guard curl_multi_perform(multi, &count) == CURLM_OK else { return endAll(.internalFault) }
        while let message = curl_multi_info_read(multi, &count) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // The message is gone once its handle is removed.
            let code = shim_message_result(message)
            var context: UnsafeMutableRawPointer?
            shim_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
            guard let transfer = Transfer.at(context) else { continue }
            remove(transfer)
            finish(transfer.exchange, transfer.outcome(code))
        }
    }

    private func endOverdue() {
        let now = ContinuousClock.now
        guard let due = nextDeadline, due <= now else { return }
        let exchanges = waiting.values.map(\.exchange) + running.values.map(\.exchange)
        for exchange in exchanges where exchange.deadline <= now || exchange.isFinished {
            end(exchange, .timeout(.total))
        }
        nextDeadline = exchanges.map(\.deadline).filter { $0 > now }.min()
    }

    private func waitForWork() {
        let now = ContinuousClock.now
        let patience = nextDeadline.map { now.duration(to: $0) } ?? .seconds(60)
        let result = curl_multi_poll(multi, nil, 0, Int32(patience.wholeMilliseconds), nil)
        // A poll that fails at once would make the loop spin; this thread is ours to hold for a moment.
        if result != CURLM_OK { usleep(50_000) }
    }

    private func endAll(_ reason: HTTPFailure.Reason) {
        for exchange in waiting.values.map(\.exchange) + running.values.map(\.exchange) { end(exchange, reason) }
    }

    /// Ends an exchange wherever it is; nothing happens to one that is over.
    private func end(_ exchange: Exchange, _ reason: HTTPFailure.Reason) {
        let id = ObjectIdentifier(exchange)
        if waiting.removeValue(forKey: id) != nil {
            queue.withdraw(id)
            finish(exchange, .failure(HTTPFailure(reason, outcomeUnknown: false)))
        } else if let transfer = running[id] {
            remove(transfer)
            finish(exchange, .failure(HTTPFailure(reason, outcomeUnknown: transfer.mayHaveBeenSent)))
        }
    }

    /// A transfer removed before its end takes its connection with it: no later request can get its answer.
    private func remove(_ transfer: Transfer) {
        curl_multi_remove_handle(multi, transfer.easy.pointer)
        running[ObjectIdentifier(transfer.exchange)] = nil
        queue.finish(host: transfer.target.host)
    }

    private func finish(_ exchange: Exchange, _ outcome: Exchange.Outcome) {
        inbox.release()
        exchange.finish(outcome)
    }
}
