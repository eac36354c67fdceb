import ArgumentParser
import Domain
import JobQueue
import Jobs
import Runtime

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "What workers do, have to do, and gave up.",
        discussion: "Needs SICSTINE_REDIS_URL. docs/jobs.md tells the life of a job.",
        subcommands: [
            List.self, Show.self, Retry.self, Cancel.self, Dead.self, Drain.self, Resume.self, Queues.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists jobs: running ones first, then waiting, delayed, dead and parked.")
        @Option(help: "waiting, delayed, running, dead or parked.", transform: jobState) var state: JobState?
        @Option(help: "Of this kind only, such as ticketing.run_import.") var kind: String?
        @Option(help: "Of this venue only.", transform: venueID) var venue: VenueID?
        @Option(help: "The most to list.", transform: jobLimit) var limit = 50

        func run() async throws {
            let states = state.map { [$0] } ?? JobState.allCases
            let filter = JobFilter(states: states, kind: kind, scope: venue?.rawValue)
            Sicstine.show(try await Sicstine.operator().jobs.list(filter, limit: limit))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows all there is to know about a job.")
        @Argument(help: "kind:venue:subject", transform: jobPointer) var job: JobPointer

        func run() async throws {
            guard let found = try await Sicstine.operator().jobs.find(job) else { throw ValidationError.noSuchJob }
            print(found.details)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a dead, parked or delayed job at the end of its line, as a first attempt.")
        @Argument(help: "kind:venue:subject", transform: jobPointer) var job: JobPointer?
        @Flag(help: "Every dead job.") var dead = false
        @Option(help: "With --dead: of this kind only.") var kind: String?

        func validate() throws {
            guard (job != nil) != dead, kind == nil || dead else {
                throw ValidationError("name a job, or --dead, which may have a --kind")
            }
        }

        func run() async throws {
            let jobs = try Sicstine.operator().jobs
            guard let job else { return print("waiting again: \(try await jobs.retryDead(kind: kind))") }
            switch try await jobs.retry(job) {
            case .absent: throw ValidationError.noSuchJob
            case .waiting: print("waiting")
            case .needless: print("it waits or runs already")
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a job's work out of the record and the job out of its queue; one that runs is stopped.")
        @Argument(help: "kind:venue:subject", transform: jobPointer) var job: JobPointer

        func run() async throws {
            switch try await Sicstine.operator().jobs.cancel(job) {
            case .absent: throw ValidationError.noSuchJob
            case .gone: print("gone")
            case .told: print("it runs: its worker will stop it")
            }
        }
    }

    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the jobs that were given up, and why.")
        @Option(help: "Of this kind only.") var kind: String?
        @Option(help: "The most to list.", transform: jobLimit) var limit = 50

        func run() async throws {
            let filter = JobFilter(states: [.dead], kind: kind)
            Sicstine.show(try await Sicstine.operator().jobs.list(filter, limit: limit))
        }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "From now on no work is taken; waits until nothing runs. Fails, and lists it, when something does.")
        @Option(help: "The most seconds to wait.") var timeout = 60

        func validate() throws {
            guard (0...86_400).contains(timeout) else { throw ValidationError("--timeout is from 0 to 86400 seconds") }
        }

        func run() async throws {
            let running = try await Sicstine.operator().jobs.drain(within: .seconds(timeout))
            print("paused: no work is taken until `sicstine jobs resume`")
            guard !running.isEmpty else { return print("nothing runs") }
            print("still running: \(running.count)")
            Sicstine.show(running)
            throw ExitCode.failure
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets workers take work again.")

        func run() async throws {
            try await Sicstine.operator().jobs.resume()
            print("resumed")
        }
    }

    struct Queues: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Counts jobs by kind; says whether any is taken.")

        func run() async throws {
            let (isPaused, counts) = try await Sicstine.operator().jobs.census()
            print(isPaused ? "paused: no work is taken until `sicstine jobs resume`" : "work is taken")
            print("parked: \(counts.parked)")
            print(counts.table)
        }
    }
}

extension ValidationError {
    fileprivate static var noSuchJob: ValidationError { ValidationError("no such job in the queue") }
}

private func jobPointer(_ text: String) throws -> JobPointer {
    guard let pointer = JobPointer(text) else {
        throw ValidationError("a job is named kind:venue:subject, as `sicstine jobs list` shows it")
    }
    return pointer
}

private func jobState(_ text: String) throws -> JobState {
    guard let state = JobState(rawValue: text) else {
        throw ValidationError("a state is one of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return state
}

private func jobLimit(_ text: String) throws -> Int {
    guard let limit = Int(text), (1...10_000).contains(limit) else {
        throw ValidationError("--limit is from 1 to 10000")
    }
    return limit
}
