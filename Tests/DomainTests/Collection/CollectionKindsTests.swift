import Domain
import Testing

struct CollectionKindsTests {
    @Test func modesAndKindsHaveTheNamesThatAreStored() {
        #expect(CollectionMode.allCases.map(\.rawValue) == ["exempt", "consented", "choice"])
        #expect(
            ApplicationKind.allCases.map(\.rawValue) == ["website", "kiosk", "mobile_app", "event_site", "server"])
    }

    @Test func onlyAKioskIsShared() {
        #expect(ApplicationKind.allCases.filter(\.isShared) == [.kiosk])
    }
}
