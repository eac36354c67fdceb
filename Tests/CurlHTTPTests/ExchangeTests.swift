import Testing

@testable import CurlHTTP

@Suite(.timeLimit(.minutes(1)))
struct ExchangeTests {
    private func exchange(totalTimeout: Duration) -> Exchange {
        var limits = HTTPLimits()
        limits.totalTimeout = totalTimeout
        return Exchange(HTTPRequest(.get, "https://host.invalid/"), limits: limits)
    }

    @Test func callerIsLetGoWhenNobodyServesTheExchange() async {
        let outcome = await exchange(totalTimeout: .milliseconds(100)).outcome {}
        #expect(throws: HTTPFailure(.timeout(.total), outcomeUnknown: true)) { try outcome.get() }
    }

    @Test func firstResultWins() async {
        let exchange = exchange(totalTimeout: .seconds(30))
        let outcome = await exchange.outcome {
            exchange.fail(.resolve, outcomeUnknown: false)
            exchange.fail(.connect, outcomeUnknown: true)
        }
        #expect(throws: HTTPFailure(.resolve, outcomeUnknown: false)) { try outcome.get() }
    }

    @Test func resultThatIsThereBeforeTheWaiterIsNotLost() async {
        let exchange = exchange(totalTimeout: .seconds(30))
        exchange.fail(.shutDown, outcomeUnknown: false)
        let outcome = await exchange.outcome {}
        #expect(throws: HTTPFailure(.shutDown, outcomeUnknown: false)) { try outcome.get() }
    }
}
