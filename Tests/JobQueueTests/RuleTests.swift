import Testing

@testable import JobQueue

@Suite struct RuleTests {
    @Test(arguments: [
        JobPointer(kind: "a.b", scope: "v1", subject: "42"), JobPointer(kind: "", scope: "", subject: ""),
        JobPointer(kind: "1:x,", scope: ",,2:", subject: "é\r\n\0🎭%41"),
    ])
    func aPointerSurvivesItsEncoding(pointer: JobPointer) {
        #expect(JobPointer(encoded: pointer.encoded) == pointer)
        #expect(JobPointer(pointer.description) == pointer)
    }

    /// What earlier versions wrote: never to be changed, only added to.
    @Test(arguments: [
        ("23:tenancy.provision_venue,12:0a1b2c3d4e5f,0:,", "tenancy.provision_venue:0a1b2c3d4e5f:"),
        ("20:ticketing.run_import,12:0a1b2c3d4e5f,2:42,", "ticketing.run_import:0a1b2c3d4e5f:42"),
        ("25:indicators.refresh_marked,12:0a1b2c3d4e5f,0:,", "indicators.refresh_marked:0a1b2c3d4e5f:"),
        ("14:indicators.run,12:0a1b2c3d4e5f,13:1099511627777,", "indicators.run:0a1b2c3d4e5f:1099511627777"),
        ("5:a:b,c,0:,2:é,", "a%3Ab%2Cc::%C3%A9"),
    ])
    func pointersOfOldAreStillRead(old: String, now: String) throws {
        let pointer = try #require(JobPointer(old))
        #expect(pointer.description == now)
        #expect(JobPointer(now) == pointer)
    }

    @Test func pointersThatDifferOnlyInTheirSeamsDiffer() {
        let one = JobPointer(kind: "a", scope: "b:c", subject: "")
        let other = JobPointer(kind: "a", scope: "b", subject: "c:")
        #expect(one.encoded != other.encoded)
    }

    @Test(arguments: [
        "", "x", "a:b", "a:b:c:d", "a:b:%", "a:b:%4", "a:b:%zz", "a:b:%41", "a:b:%c3%a9", "a b:c:d", "a:b:é", "a:b:%FF",
        "1:a,1:b,", "1:a,1:b,1:c,1:d,", "9:a,", "1:a1:b,1:c,", "-1:,0:,0:,", "99999999999999999999:a,",
    ])
    func whatIsNoPointerIsNotReadAsOne(text: String) {
        #expect(JobPointer(text) == nil)
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
        let policy = JobPolicy(queue: "mail", priority: .bulk, concurrencyPerScope: 7)
        let catalog = JobCatalog([ClosureJob(kind: "new", aliases: ["old"], policy: policy, record: Record())])
        #expect(catalog.job(named: "old")?.kind == "new")
        #expect(catalog.job(named: "other") == nil)
        #expect(catalog.routes == ["new": policy.route, "old": policy.route])
        #expect(catalog.limits == ["new": 7, "old": 7])
        #expect(catalog.rings.map(\.name) == ["default:0", "mail:0", "default:1", "mail:1", "default:2", "mail:2"])
    }

    @Test func ringsAreServedByPriorityAndTheLastFirstNowAndThen() {
        var order = ServingOrder(
            JobPriority.allCases.flatMap { [Ring(queue: "a", priority: $0), Ring(queue: "b", priority: $0)] })
        let turns = (1...ServingOrder.exception).map { _ in order.next().map(\.name) }
        #expect(turns[0] == ["b:0", "a:0", "b:1", "a:1", "b:2", "a:2"])
        #expect(turns[1] == ["a:0", "b:0", "a:1", "b:1", "a:2", "b:2"])
        #expect(turns[ServingOrder.exception - 1] == ["b:2", "a:2", "b:1", "a:1", "b:0", "a:0"])
        #expect(order.queues == ["a", "b"])
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
        #expect(verdict(.failed(reason: "E"), .cancelled)?.settlement == .cancel)
        #expect(verdict(.returned(.done), .cancelled)?.settlement == .finish)
        #expect(
            verdict(.returned(.snooze(for: .seconds(9))), attempt: 3)?.settlement
                == .postpone(.seconds(9), counts: false))
        #expect(verdict(.returned(.discard(reason: "r")))?.settlement == .bury(reason: "r", attempts: 1))
        let retry = JobOutcome.retry(after: .seconds(5), reason: "r")
        #expect(verdict(.returned(retry), attempt: 2)?.settlement == .postpone(.seconds(5), counts: true))
        #expect(verdict(.returned(retry), attempt: 3)?.settlement == .bury(reason: "r", attempts: 3))
        #expect(verdict(.failed(reason: "E"), attempt: 3)?.outcome == "dead")
        #expect(verdict(.failed(reason: "E"), .timedOut)?.reason == "timed out")
        #expect(verdict(.failed(reason: "E"), .stopping, attempt: 3)?.settlement == .handBack)
        guard case .postpone(let delay, true)? = verdict(.failed(reason: "E"))?.settlement else {
            Issue.record("a failure is tried again")
            return
        }
        #expect(delay >= .seconds(4) && delay <= .seconds(8))
    }
}
