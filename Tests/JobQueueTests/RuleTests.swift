import Testing

@testable import JobQueue

@Suite struct RuleTests {
    @Test(arguments: [
        JobPointer(kind: "a.b", scope: "v1", subject: "42"), JobPointer(kind: "", scope: "", subject: ""),
        JobPointer(kind: "1:x,", scope: ",,2:", subject: "é\r\n\0🎭"),
    ])
    func aPointerSurvivesItsEncoding(pointer: JobPointer) {
        #expect(JobPointer(encoded: pointer.encoded) == pointer)
    }

    @Test func pointersThatDifferOnlyInTheirSeamsDiffer() {
        let one = JobPointer(kind: "a", scope: "b,1:c", subject: "")
        let other = JobPointer(kind: "a", scope: "b", subject: "1:c,")
        #expect(one.encoded != other.encoded)
    }

    @Test(arguments: [
        "", "x", "1:a,1:b,", "1:a,1:b,1:c,1:d,", "9:a,", "1:a1:b,1:c,", "-1:,0:,0:,", "99999999999999999999:a,",
    ])
    func whatIsNoPointerIsNotReadAsOne(text: String) {
        #expect(JobPointer(encoded: Array(text.utf8)) == nil)
    }

    @Test func invalidTextIsNoPointer() {
        #expect(JobPointer(encoded: Array("1:".utf8) + [0xFF] + Array(",0:,0:,".utf8)) == nil)
    }

    @Test func backoffDoublesUpToItsCapAndLosesAtMostHalf() {
        let backoff = Backoff(base: .seconds(1), cap: .seconds(60))
        for (failures, whole) in [(1, 1), (2, 2), (3, 4), (7, 60), (1_000, 60)] {
            for _ in 1...50 {
                let delay = backoff.delay(after: failures)
                #expect(delay >= .seconds(whole) / 2 && delay <= .seconds(whole))
            }
        }
        #expect(Set((1...20).map { _ in backoff.delay(after: 7) }).count > 1)
    }

    @Test func theCatalogueKnowsKindsAliasesAndQueues() {
        let policy = JobPolicy(queue: "mail")
        let catalog = JobCatalog([ClosureJob(kind: "new", aliases: ["old"], policy: policy, record: Record())])
        #expect(catalog.job(named: "old")?.kind == "new")
        #expect(catalog.job(named: "other") == nil)
        #expect(catalog.routes == ["new": "mail", "old": "mail"])
        #expect(catalog.queues == ["default", "mail"])
    }

    @Test func twoJobsOfOneNameStopTheProcess() async {
        await #expect(processExitsWith: .failure) {
            let record = Record()
            _ = JobCatalog([
                ClosureJob(kind: "a", record: record), ClosureJob(kind: "b", aliases: ["a"], record: record),
            ])
        }
    }

    @Test func everyEndingHasItsVerdict() {
        let policy = JobPolicy(maxAttempts: 3, backoff: Backoff(base: .seconds(8), cap: .seconds(8)))
        func verdict(
            _ ending: Ending, _ interruption: RunningJobs.Interruption? = nil, attempt: Int = 1
        ) -> Verdict? { Verdict.on(ending, interruption, policy: policy, attempt: attempt) }

        #expect(verdict(.returned(.done))?.settlement == .finish)
        #expect(verdict(.returned(.done), .timedOut)?.settlement == .finish)
        #expect(verdict(.returned(.done), .takenOver) == nil)
        #expect(verdict(.failed(reason: "E"), .takenOver) == nil)
        #expect(
            verdict(.returned(.snooze(for: .seconds(9))), attempt: 3)?.settlement
                == .postpone(.seconds(9), counts: false))
        #expect(verdict(.returned(.discard(reason: "r")))?.settlement == .bury(reason: "r", attempts: 1))
        let retry = JobOutcome.retry(after: .seconds(5), reason: "r")
        #expect(verdict(.returned(retry), attempt: 2)?.settlement == .postpone(.seconds(5), counts: true))
        #expect(verdict(.returned(retry), attempt: 3)?.settlement == .bury(reason: "r", attempts: 3))
        #expect(verdict(.failed(reason: "E"), attempt: 3)?.outcome == "dead")
        #expect(verdict(.failed(reason: "E"), .timedOut)?.reason == "timed out")
        #expect(verdict(.failed(reason: "E"), .stopping, attempt: 3)?.settlement == .postpone(.zero, counts: false))
        guard case .postpone(let delay, true)? = verdict(.failed(reason: "E"))?.settlement else {
            Issue.record("a failure is tried again")
            return
        }
        #expect(delay >= .seconds(4) && delay <= .seconds(8))
    }
}
