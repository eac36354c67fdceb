import Postgres
import StoreTestSupport
import Testing

extension StoreTests {
    @Suite struct ChannelGroupTests {
        private typealias Arrival = ChannelGroupOracle.Arrival

        @Test func everyRuleEndsWhereTheNextBegins() async throws {
            try await TestDatabase.withDatabase { database in
                let cases = ChannelGroupCase.all
                let groups = try await Self.groups(of: cases.map(\.arrival), database)
                for (example, group) in zip(cases, groups) {
                    #expect(group == example.group, "\(example.rule): \(example.arrival)")
                }
                #expect(groups.count == cases.count)
            }
        }

        @Test func theOracleKnowsTheSameRules() {
            for example in ChannelGroupCase.all {
                #expect(ChannelGroupOracle.group(of: example.arrival) == example.group, "\(example.rule)")
            }
        }

        @Test func arrivalsAreGroupedAsRuleAfterRuleSays() async throws {
            try await TestDatabase.withDatabase { database in
                let seed: UInt64 = 19
                var random = SeededGenerator(seed: seed)
                let arrivals = (0..<6_000).map { _ in Self.draw(&random) }
                let groups = try await Self.groups(of: arrivals, database)
                #expect(groups.count == arrivals.count)
                for (arrival, group) in zip(arrivals, groups) {
                    #expect(group == ChannelGroupOracle.group(of: arrival), "seed \(seed): \(arrival)")
                }
                // Else the draws leave a rule untried.
                let drawn = Dictionary(grouping: groups) { $0 }.mapValues(\.count)
                let names = Set(ChannelGroupOracle.rules.map(\.group))
                #expect(names.count == 19 && Set(drawn.keys) == names)
                #expect(drawn.values.allSatisfy { $0 >= 20 }, "\(drawn)")
            }
        }

        @Test func theyArePureAndEveryRoleMayCallThem() async throws {
            try await TestDatabase.withDatabase { database in
                let pure = try await database.number(
                    """
                    SELECT count(*) FROM pg_proc
                    WHERE proname IN ('channel_group', 'well_known_hosts') AND pronamespace = 'sicstine'::regnamespace
                        AND provolatile = 'i' AND proparallel = 's' AND has_function_privilege('public', oid, 'execute')
                    """)
                #expect(pure == 2)
            }
        }

        /// What the database says of each, in their order.
        private static func groups(of arrivals: [Arrival], _ database: TestDatabase) async throws -> [String] {
            // An array holds no NULL here: this stands for it.
            let absent = "\u{1}"
            let columns = [\Arrival.kind, \.source, \.medium, \.campaign, \.click].map { column in
                Value.texts(arrivals.map { $0[keyPath: column] ?? absent })
            }
            let connection = try await database.connect()
            let groups = try await connection.query(
                """
                SELECT sicstine.channel_group(
                    NULLIF(kind, $6), NULLIF(source, $6), NULLIF(medium, $6), NULLIF(campaign, $6), NULLIF(click, $6))
                FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY a (kind, source, medium, campaign, click, n)
                ORDER BY n
                """, columns + [.text(absent)]
            ).decoded { try $0.next() as String }
            await connection.close()
            return groups
        }

        private static let kinds = ["search", "social", "video", "shopping", "ai", "email", "payment", "referral"]

        private static let sources = [
            "google", "bing", "facebook", "x", "youtube", "amazon", "chatgpt", "gmail", "paypal", "billetreduc",
            "email", "e-mail", "e_mail", "e mail", "newsletter", "newsletters", "sms", "sms2", "firebase", "(direct)",
            "(none)", "(not set)", "theatre-ami.fr",
        ]

        private static let mediums = [
            "cpc", "cpm", "cpv", "acpb", "c-p", "ppc", "ppc2", "retargeting", "retargetings", "paid", "paid-social",
            "unpaid", "display", "displays", "banner", "expandable", "interstitial", "social", "social-network",
            "social-media", "social network", "social media", "social_media", "sm", "sms", "video", "videos",
            "pre-video", "vide", "organic", "organics", "email", "e-mail", "e_mail", "e mail", "newsletter", "mail",
            "affiliate", "affiliates", "audio", "audios", "push", "web-push", "pushes", "mobile", "a mobile b",
            "notification", "notifications", "a notification", "referral", "referrals", "app", "apps", "link",
            "links", "(none)", "(not set)", "flyer",
        ]

        private static let campaigns = [
            "cross-network", "été cross-network 2", "cross network", "shop", "eshop", "e-shop", "workshop", "bishop",
            "shopping", "workshopping", "a shop", "dshop", "fshop", "zshop", "1shop", "éshop", "hop", "saison",
        ]

        private static let clicks = [
            "gclid", "gbraid", "wbraid", "dclid", "msclkid", "fbclid", "ttclid", "twclid", "rdt_cid", "ScCid",
            "li_fat_id", "epik", "mc_cid",
        ]

        /// Each part is absent often, so that later rules have their turn.
        private static func draw(_ random: inout SeededGenerator) -> Arrival {
            Arrival(
                kind: draw(kinds, oneIn: 2, &random), source: draw(sources, oneIn: 2, &random),
                medium: random.isTrue(oneIn: 4) ? nil : draw(mediums, oneIn: 1, &random),
                campaign: draw(campaigns, oneIn: 3, &random), click: draw(clicks, oneIn: 4, &random))
        }

        private static func draw(_ choices: [String], oneIn count: Int, _ random: inout SeededGenerator) -> String? {
            guard random.isTrue(oneIn: count) else { return random.isTrue(oneIn: 3) ? "" : nil }
            let choice = random.pick(choices)
            return random.isTrue(oneIn: 4) ? choice.uppercased() : choice
        }
    }
}
