import Postgres
import StoreTestSupport
import Testing

extension StoreTests {
    @Suite struct WellKnownHostTests {
        private struct KnownHost: Sendable, Hashable {
            let host: String
            let source: String
            let kind: String

            func covers(_ other: String) -> Bool { other == host || other.hasSuffix("." + host) }
        }

        private static func read(_ database: TestDatabase) async throws -> [KnownHost] {
            try await database.rows(of: "SELECT host, source, kind FROM sicstine.well_known_hosts()") {
                try KnownHost(host: $0.next(), source: $0.next(), kind: $0.next())
            }
        }

        @Test func everyHostStandsOnceAndInTheOneFormOfHosts() async throws {
            try await TestDatabase.withDatabase { database in
                let known = try await Self.read(database)
                #expect(known.count >= 200)
                #expect(Set(known.map(\.host)).count == known.count)
                for row in known {
                    #expect(row.host.wholeMatch(of: /[a-z0-9-]+(\.[a-z0-9-]+)*/) != nil, "\(row.host)")
                    #expect(!row.host.hasPrefix("www."), "\(row.host)")
                }
            }
        }

        @Test func everySourceIsInLowerCaseAndOfOneKnownKind() async throws {
            try await TestDatabase.withDatabase { database in
                let known = try await Self.read(database)
                let kinds = Dictionary(grouping: known, by: \.source).mapValues { Set($0.map(\.kind)) }
                for (source, kinds) in kinds {
                    #expect(!source.isEmpty && source == source.lowercased(), "\(source)")
                    #expect(kinds.count == 1, "\(source)")
                }
                #expect(
                    Set(known.map(\.kind)) == [
                        "search", "social", "video", "shopping", "ai", "email", "payment", "referral",
                    ])
            }
        }

        @Test func noSourceLiesWithinAPaymentProvider() async throws {
            try await TestDatabase.withDatabase { database in
                let known = try await Self.read(database)
                for provider in known where provider.kind == "payment" {
                    let others = known.filter { $0.kind != "payment" && provider.covers($0.host) }
                    #expect(others == [], "\(provider.host)")
                }
            }
        }

        @Test func pagesAreKnownByTheLongestHostTheyLieIn() async throws {
            let expected: [String: String?] = [
                "google.fr": "google search", "news.google.com": "google news referral",
                "docs.google.com": "google workspace referral", "mail.google.com": "gmail email",
                "gemini.google.com": "gemini ai", "shopping.google.com": "google shopping shopping",
                "pay.google.com": "google pay payment", "notgoogle.com": nil, "cn.bing.com": "bing search",
                "edgeservices.bing.com": "copilot ai", "fr.search.yahoo.com": "yahoo search",
                "fr-mg42.mail.yahoo.com": "yahoo mail email", "m.facebook.com": "facebook social",
                "l.facebook.com": "facebook social", "lm.facebook.com": "facebook social",
                "l.instagram.com": "instagram social", "t.co": "x social", "st.co": nil, "lnkd.in": "linkedin social",
                "vm.tiktok.com": "tiktok social", "m.youtube.com": "youtube video", "amazon.fr": "amazon shopping",
                "pay.amazon.fr": "amazon pay payment", "chatgpt.com": "chatgpt ai", "fnac.com": "fnac.com shopping",
                "fnacspectacles.com": "fnac spectacles referral", "billetreduc.com": "billetréduc referral",
                "ticketmaster.fr": "ticketmaster referral", "pass.culture.fr": "pass culture referral",
                "eur01.safelinks.protection.outlook.com": "outlook email", "webmail.laposte.net": "la poste mail email",
                "secure.payzen.eu": "lyra payment", "tpeweb.paybox.com": "paybox payment",
                "checkout.stripe.com": "stripe payment", "payment-webinit.sips-services.com": "worldline payment",
                "p.monetico-services.com": "monetico payment", "secure5.arcot.com": "arcot payment", "theatre.fr": nil,
            ]
            try await TestDatabase.withDatabase { database in
                let known = try await Self.read(database)
                for (host, what) in expected {
                    let found = known.filter { $0.covers(host) }.max { $0.host.count < $1.host.count }
                    #expect(found.map { "\($0.source) \($0.kind)" } == what, "\(host)")
                }
            }
        }

        @Test func clicksNameSourcesThatAreKnown() async throws {
            try await TestDatabase.withDatabase { database in
                let kinds = Dictionary(try await Self.read(database).map { ($0.source, $0.kind) }) { first, _ in first }
                #expect(kinds["google"] == "search" && kinds["bing"] == "search" && kinds["mailchimp"] == "email")
                for network in ["facebook", "linkedin", "pinterest", "reddit", "snapchat", "tiktok", "x"] {
                    #expect(kinds[network] == "social", "\(network)")
                }
            }
        }
    }
}
