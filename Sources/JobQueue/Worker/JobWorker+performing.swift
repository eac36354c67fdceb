import Logging

extension JobWorker {
    /// Runs the job once and settles the delivery by what came of it.
    func perform(_ job: any Job, _ pointer: JobPointer, _ delivery: Delivery, attempt: Int) async {
        var logger = logger
        logger[metadataKey: "job.kind"] = "\(job.kind)"
        logger[metadataKey: "job.scope"] = "\(pointer.scope)"
        logger[metadataKey: "job.subject"] = "\(pointer.subject)"
        let began = ContinuousClock.now
        let ending: Ending
        do {
            let outcome = try await job.run(pointer, context: JobContext(attempt: attempt, logger: logger))
            ending = .returned(outcome)
        } catch {
            // The type alone: an error's description may hold data.
            ending = .failed(reason: "\(type(of: error))")
        }
        let interruption = running.interruption(of: delivery)
        metrics.time("jobs_run_seconds", ["queue": delivery.queue, "kind": job.kind], began.duration(to: .now))
        guard let verdict = Verdict.on(ending, interruption, policy: job.policy, attempt: attempt) else {
            // Another worker has the entry now: settling it is that worker's business.
            metrics.count("jobs_finished_total", ["queue": delivery.queue, "kind": job.kind, "outcome": "taken_over"])
            return
        }
        if let reason = verdict.reason {
            logger.log(
                level: verdict.outcome == "dead" ? .error : .warning, "a job did not succeed",
                metadata: ["outcome": "\(verdict.outcome)", "reason": "\(reason)", "attempt": "\(attempt)"])
        }
        await settle(delivery, verdict.settlement, kind: job.kind, outcome: verdict.outcome)
    }

    func settle(_ delivery: Delivery, _ settlement: Settlement, kind: String, outcome: String) async {
        metrics.count("jobs_finished_total", ["queue": delivery.queue, "kind": kind, "outcome": outcome])
        await settler.settle(delivery, settlement)
    }
}
