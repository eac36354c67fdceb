import HTTPService
import Testing

struct RateLimiterTests {
    private let start = ContinuousClock.now

    @Test func aBurstIsAdmittedThenTheRate() {
        let limiter = RateLimiter<String>(perSecond: 10, now: start)
        let admitted = (0..<100).filter { _ in limiter.admits("a", now: start) }.count
        #expect(admitted == 20)
        let later = start + .seconds(1)
        #expect((0..<100).filter { _ in limiter.admits("a", now: later) }.count == 10)
    }

    @Test func oneCallerDoesNotSpendAnothersRequests() {
        let limiter = RateLimiter<String>(perSecond: 1, now: start)
        while limiter.admits("a", now: start) {}
        #expect(limiter.admits("b", now: start))
    }

    @Test func aRestGivesTheWholeBurstBackAndNoMore() {
        let limiter = RateLimiter<String>(perSecond: 5, now: start)
        while limiter.admits("a", now: start) {}
        let later = start + .seconds(3_600)
        #expect((0..<100).filter { _ in limiter.admits("a", now: later) }.count == 10)
    }

    @Test func whatCostsTooMuchIsRefusedAndCostsNothing() {
        let limiter = RateLimiter<String>(perSecond: 10, now: start)
        #expect(!limiter.admits("a", cost: 21, now: start))
        #expect(limiter.admits("a", cost: 15, now: start) && !limiter.admits("a", cost: 6, now: start))
        #expect(limiter.admits("a", cost: 5, now: start) && !limiter.admits("a", now: start))
    }
}
