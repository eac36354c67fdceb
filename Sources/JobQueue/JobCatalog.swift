/// The explicit list of all jobs a process knows.
package struct JobCatalog: Sendable {
    package let jobs: [any Job]
    private let byName: [String: any Job]

    /// Two jobs with one name, alias or kind, are a wiring mistake and stop the process.
    package init(_ jobs: [any Job]) {
        var byName: [String: any Job] = [:]
        for job in jobs {
            for name in [job.kind] + job.aliases {
                precondition(byName.updateValue(job, forKey: name) == nil, "two jobs are named \(name)")
            }
        }
        self.jobs = jobs
        self.byName = byName
    }

    /// The job of that kind or alias.
    package func job(named name: String) -> (any Job)? {
        byName[name]
    }

    /// The queue of every kind and alias.
    package var routes: [String: String] {
        byName.mapValues(\.policy.queue)
    }

    /// Every queue a worker reads, the default one included.
    package var queues: [String] {
        Set(jobs.map(\.policy.queue) + [JobPolicy.defaultQueue]).sorted()
    }
}
