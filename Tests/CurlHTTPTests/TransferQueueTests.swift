import Testing

@testable import CurlHTTP

struct TransferQueueTests {
    @Test func nobodyWaitsBehindABusyHost() {
        var queue = TransferQueue<Int>(maxRunning: 3, maxRunningPerHost: 2)
        for id in 1...3 { queue.enqueue(id, host: "a") }
        queue.enqueue(4, host: "b")
        queue.enqueue(5, host: "b")
        #expect([queue.startNext(), queue.startNext(), queue.startNext(), queue.startNext()] == [1, 2, 4, nil])
        queue.finish(host: "b")
        #expect(queue.startNext() == 5)
        queue.finish(host: "a")
        #expect(queue.startNext() == 3)
    }

    @Test func oneThatWithdrawsIsNotStarted() {
        var queue = TransferQueue<Int>(maxRunning: 1, maxRunningPerHost: 1)
        for id in 1...3 { queue.enqueue(id, host: "a") }
        #expect(queue.startNext() == 1)
        queue.withdraw(2)
        queue.finish(host: "a")
        #expect(queue.startNext() == 3)
        queue.finish(host: "a")
        #expect(queue.startNext() == nil)
    }
}
