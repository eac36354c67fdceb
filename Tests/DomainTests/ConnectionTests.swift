import Domain
import Testing

struct ConnectionTests {
    @Test(arguments: [
        "https://tickets.example.org", "https://tickets.example.org:8443/pretix", "http://127.0.0.1:8000",
        "https://[2001:db8::1]",
    ])
    func addressesOfSystems(text: String) {
        #expect(SystemAddress(text)?.rawValue == text)
        #expect(SystemAddress(text + "/")?.rawValue == text)
    }

    @Test(arguments: [
        "", "tickets.example.org", "ftp://example.org", "https://", "https:///x", "https://user@example.org",
        "https://example.org?x=1", "https://example.org#x", "https://exa mple.org", "https://exämple.org",
        "https://example.org\r\nX: y", "file:///etc/passwd",
    ])
    func whatIsNoAddressOfASystem(text: String) {
        #expect(SystemAddress(text) == nil)
    }

    @Test func credentialsAreNotShown() throws {
        let credential = try #require(Credential("very-secret-token"))
        var dumped = ""
        dump(credential, to: &dumped)
        #expect(!"\(credential) \(String(reflecting: credential)) \(dumped)".contains("very"))
        #expect(Credential("short") == nil)
        #expect(Credential("with space in it") == nil)
        #expect(Credential("with-line\r\nbreak") == nil)
    }

    @Test(arguments: ["..", ".", "", "a/b", "a?b", "é"])
    func whatIsNoOrganizer(text: String) {
        #expect(OrganizerName(text) == nil)
    }

    @Test func pausesGrowAndEnd() {
        let pauses = (0..<20).map { TicketingFault.unavailable("").pause(afterFailures: $0) }
        #expect(pauses.first == .seconds(1))
        #expect(pauses.last == .seconds(600))
        #expect(pauses == pauses.sorted())
        #expect(TicketingFault.denied.pause(afterFailures: 30) == .seconds(3_600))
        #expect(TicketingFault.busy(.seconds(7)).pause(afterFailures: 9) == .seconds(7))
    }

    @Test func aLineThatIsNoLongerToldIsCancelled() {
        var told = order([line("1", 500)])
        told.sourceUpdatedAt = Instant(microseconds: 5)
        let whole = told.cancelling([line("1", 500), line("2", 700)])
        #expect(whole.lines.map(\.externalID) == ["1", "2"])
        #expect(whole.lines.map(\.status) == [.sold, .cancelled])
        #expect(whole.lines[1].amount == 700)
    }

    @Test func differencesAreCountedInOrdersTicketsAndMoney() {
        let known = [line("1", 500), line("2", 700), line("3", 100, .reserved)]
        #expect(order(known).differences(from: known) == Differences())
        var differences = Differences()
        differences.orders = 1
        (differences.tickets, differences.amount) = (1, 700)
        #expect(order([line("1", 500), line("2", 700, .refunded), known[2]]).differences(from: known) == differences)
        // The price alone.
        (differences.tickets, differences.amount) = (0, 20)
        #expect(order([line("1", 480), known[1], known[2]]).differences(from: known) == differences)
        // Paid meanwhile; a line that is no longer told.
        (differences.tickets, differences.amount) = (3, 800)
        #expect(order([line("1", 500), line("3", 100)]).differences(from: known) == differences)
        // That money went back is no difference in what is sold.
        let gone = [line("9", 500, .cancelled)]
        #expect(order(gone).differences(from: []) == Differences())
    }

    private func order(_ lines: [ArrivingLine]) -> ArrivingOrder {
        ArrivingOrder(
            externalID: "o", orderedAt: Instant(microseconds: 0), buyer: ArrivingBuyer(externalID: "b"), lines: lines)
    }

    private func line(_ id: String, _ amount: Int64, _ status: LineStatus = .sold) -> ArrivingLine {
        var line = ArrivingLine(externalID: id, amount: amount)
        line.status = status
        return line
    }
}
