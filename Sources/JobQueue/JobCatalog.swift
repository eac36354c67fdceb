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

    /// Where the pointers of every kind and alias are put.
    package var routes: [String: JobRoute] {
        byName.mapValues(\.policy.route)
    }

    /// Every ring a worker serves, the most urgent first, those of the default queue included.
    var rings: [Ring] {
        let queues = Set(jobs.map(\.policy.queue) + [JobPolicy.defaultQueue]).sorted()
        return JobPriority.allCases.flatMap { priority in queues.map { Ring(queue: $0, priority: priority) } }
    }

    /// The most runs at a time for one scope, by kind and alias.
    var limits: [String: Int] {
        byName.mapValues(\.policy.concurrencyPerScope)
    }
}
