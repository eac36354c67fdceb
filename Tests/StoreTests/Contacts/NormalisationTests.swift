import Postgres
import StoreTestSupport
import Testing

extension StoreTests {
    @Suite struct NormalisationTests {
        @Test func wordsAreFoldedAndTakenApart() async throws {
            let cases: [(String, [String])] = [
                ("Martin", ["martin"]), ("LÉVY-BRUHL", ["levy", "bruhl"]), ("Jean-Pierre", ["jean", "pierre"]),
                ("d'Alembert", ["d", "alembert"]), ("d’Alembert", ["d", "alembert"]), ("Œdipe", ["oedipe"]),
                ("ŒUVRÉ", ["oeuvre"]), ("Strauß", ["strauss"]), ("STRAUẞ", ["strauss"]), ("Æsop", ["aesop"]),
                ("Søren Łukasz", ["soren", "lukasz"]), ("Ðóra Đặng", ["dora", "dang"]),
                ("Ħal Ilgın", ["hal", "ilgin"]),
                ("İstanbul", ["istanbul"]), ("ﬁnance", ["finance"]), ("Ｗｉｄｅ", ["wide"]), ("Ⅳ", ["iv"]),
                ("Noe\u{308}l", ["noel"]), ("No\u{EB}l", ["noel"]), ("ŽIŽEK", ["zizek"]), ("Nguyễn", ["nguyen"]),
                ("Ångström", ["angstrom"]), ("Δημήτρης", ["δημητρης"]), ("ИВАНОВ", ["иванов"]), ("李 明", ["李", "明"]),
                ("St. Exupéry, A.", ["st", "exupery", "a"]), ("  de   la  Tour ", ["de", "la", "tour"]),
                ("M\u{A0}Martin", ["m", "martin"]), ("", []), (" - ", []), ("🎭", []),
                ("Louis XIV 2", ["louis", "xiv", "2"]),
            ]
            try await TestDatabase.withDatabase { database in
                for (text, words) in cases {
                    let found = try await database.rows(of: "SELECT sicstine.words(\(quoted(text)))") {
                        try $0.next(as: [String].self)
                    }
                    #expect(found == [words], "\(text)")
                }
            }
        }

        @Test func namesAreTheSameInAnyOrder() async throws {
            let cases: [(String?, String?, String?)] = [
                ("Anne", "Martin", "anne martin"), ("Martin", "ANNE", "anne martin"),
                ("Jean-Pierre", "Œdipe", "jean oedipe pierre"), (nil, "Lycée Zola", "lycee zola"), (nil, nil, nil),
                ("-", "", nil),
            ]
            try await TestDatabase.withDatabase { database in
                for (first, last, name) in cases {
                    let question = "SELECT sicstine.normalised_name(\(quoted(first)), \(quoted(last)))"
                    let found = try await database.rows(of: question) { try $0.nextIfPresent(as: String.self) }
                    #expect(found == [name])
                }
            }
        }

        @Test func addressesAndNumbersAreComparedByWhatMatters() async throws {
            let cases: [(String, String, String?)] = [
                ("normalised_email", " Anne.MARTIN@Example.ORG ", "anne.martin@example.org"),
                ("normalised_email", "Zoé@exemple.fr", "zoé@exemple.fr"),
                ("normalised_phone", "+33 6 12 34 56 78", "612345678"),
                ("normalised_phone", "06.12.34.56.78", "612345678"),
                ("normalised_phone", "0033612345678", "612345678"), ("normalised_phone", "(0)612345678", "612345678"),
                ("normalised_phone", "12 34 56 7", nil), ("normalised_phone", "12345678", "12345678"),
            ]
            try await TestDatabase.withDatabase { database in
                for (function, text, normal) in cases {
                    let question = "SELECT sicstine.\(function)(\(quoted(text)))"
                    let found = try await database.rows(of: question) { try $0.nextIfPresent(as: String.self) }
                    #expect(found == [normal], "\(text)")
                }
            }
        }

        @Test func theLongestNamesThatExpandFitTheIndex() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let long = String(repeating: "\u{3316}", count: 200)
                try await database.run(
                    """
                    INSERT INTO contacts (kind, first_name, last_name, created_at, updated_at)
                    VALUES ('individual', '\(long)', '\(String(repeating: "x", count: 200))', '-infinity', '-infinity')
                    """, in: venue)
            }
        }

        @Test func oneEditIsOneLetterOrTwoNeighboursSwapped() async throws {
            var random = SeededGenerator(seed: 3)
            try await TestDatabase.withDatabase { database in
                for _ in 0..<150 {
                    let word = String((0..<random.number(1...6)).map { _ in random.pick(["a", "b", "c"]) }.joined())
                    let other = String((0..<random.number(0...6)).map { _ in random.pick(["a", "b", "c"]) }.joined())
                    let isNear = edits(of: word).contains(other)
                    let question = """
                        SELECT sicstine.is_within_one_edit('\(word)', '\(other)'),
                            '\(other)' IN (SELECT sicstine.words_one_edit_from('\(word)'))
                        """
                    let answers = try await database.rows(of: question) {
                        [try $0.next(as: Bool.self), try $0.next(as: Bool.self)]
                    }
                    #expect(answers == [[isNear, isNear]], "\(word) \(other)")
                }
            }
        }
    }
}

/// A text as SQL writes it.
func quoted(_ text: String?) -> String {
    text.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL"
}

/// Every text of a, b and c within one edit, the text itself too.
private func edits(of word: String) -> Set<String> {
    let letters = Array(word)
    var found: Set<String> = [word]
    for place in 0...letters.count {
        for letter in "abc" {
            found.insert(String(letters[..<place] + [letter] + letters[place...]))
            if place < letters.count { found.insert(String(letters[..<place] + [letter] + letters[(place + 1)...])) }
        }
        if place < letters.count { found.insert(String(letters[..<place] + letters[(place + 1)...])) }
        if place + 1 < letters.count {
            found.insert(
                String(letters[..<place] + [letters[place + 1], letters[place]] + letters[(place + 2)...]))
        }
    }
    return found
}
