import Logging

extension JobWorker {
    /// Runs the job once and settles the lease by what came of it.
    func perform(_ job: any Job, _ pointer: JobPointer, _ lease: Lease, progress: JobProgress) async {
        let context = JobContext(pointer, attempt: lease.attempt, logger: logger, progress: progress)
        metrics.began(job, after: lease.waited)
        let began = ContinuousClock.now
        let ending: Ending
        do {
            ending = .returned(try await job.run(pointer, context: context))
        } catch {
            // The type alone: an error's description may hold data.
            ending = .failed(reason: "\(type(of: error))")
        }
        metrics.ran(job, for: began.duration(to: .now))
        guard let verdict = Verdict.on(ending, running.end(lease), policy: job.policy, attempt: lease.attempt) else {
            // Another worker has the pointer now: settling it is that worker's business.
            metrics.finished(job, outcome: "taken_over")
            return running.settled([lease])
        }
        if let reason = verdict.reason {
            context.logger.log(
                level: verdict.outcome == "dead" ? .error : .warning, "a job did not succeed",
                metadata: ["outcome": "\(verdict.outcome)", "reason": "\(reason)", "attempt": "\(lease.attempt)"])
        }
        await settle(lease, verdict.settlement, of: job, outcome: verdict.outcome)
    }

    /// `job` is nil when nobody here knows it.
    func settle(_ lease: Lease, _ settlement: Settlement, of job: (any Job)?, outcome: String) async {
        metrics.finished(job, outcome: outcome)
        await keeper.settle(lease, settlement)
    }
}
