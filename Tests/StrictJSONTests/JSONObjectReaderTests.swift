import StrictJSON
import Testing

@Suite struct JSONObjectReaderTests {
    private enum Channel: String, CaseIterable { case web, desk, phone }

    private struct Order: Equatable {
        var number: String
        var channel: Channel?
        var note: String?
        var seats: [Int64]
        var tags: [String]
        var isPaid: Bool
    }

    private func read(_ text: String) throws -> Order {
        try JSONObjectReader.read(JSONDocument(parsing: Array(text.utf8)).root) { fields -> Order? in
            let number = fields.requiredString("number", minBytes: 1, maxBytes: 8)
            let channel = fields.optionalEnum("channel", as: Channel.self)
            let note = fields.optionalString("note", maxBytes: 4)
            let paid = fields.requiredBool("paid")
            let tags = fields.optionalStrings("tags", max: 2, maxBytes: 3)
            let lines = fields.requiredArray("lines", min: 1, max: 3) { line -> Int64? in
                _ = line.optionalObject("seat") { seat -> String? in seat.requiredString("row", maxBytes: 2) }
                return line.requiredInt64("seats", in: 1...10)
            }
            guard let number, let paid, let lines else { return nil }
            return Order(number: number, channel: channel, note: note, seats: lines, tags: tags ?? [], isPaid: paid)
        }
    }

    private func faults(_ text: String) -> [String] {
        let error = #expect(throws: JSONFaults.self) { try read(text) }
        return error?.faults.map { "\($0.pointer) \($0.code.rawValue)" } ?? []
    }

    @Test func aGoodObjectIsReadWhole() throws {
        let order = try read(
            #"{"number":"A1","channel":"web","note":"éé","paid":true,"tags":["x"],"lines":[{"seats":2},{"seats":1.0}]}"#
        )
        #expect(
            order == Order(number: "A1", channel: .web, note: "éé", seats: [2, 1], tags: ["x"], isPaid: true))
    }

    @Test func nullIsTheSameAsNoneForOptionalsOnly() throws {
        let text =
            #"{"number":"A1","channel":null,"note":null,"paid":false,"tags":null,"lines":[{"seats":2,"seat":null}]}"#
        let order = try read(text)
        #expect(order.channel == nil && order.note == nil && order.tags.isEmpty)
        #expect(
            faults(#"{"number":null,"paid":null,"lines":null}"#)
                == ["/number wrong_type", "/paid wrong_type", "/lines wrong_type"])
    }

    @Test func allFaultsAreCollectedInOnePass() {
        let text = #"""
            {"number":"far too long","channel":"fax","note":7,"tags":["abcd",1],"extra":1,
             "lines":[{"seats":0},{"seats":"2","seat":{"row":"AAA","x":1}},7]}
            """#
        #expect(
            faults(text) == [
                "/number too_long", "/channel not_allowed", "/note wrong_type", "/paid missing", "/tags/0 too_long",
                "/tags/1 wrong_type", "/lines/0/seats out_of_range", "/lines/1/seat/row too_long",
                "/lines/1/seat/x unknown_field", "/lines/1/seats wrong_type", "/lines/2 wrong_type",
                "/extra unknown_field",
            ])
    }

    @Test func sizesOfArraysAndStringsAreChecked() {
        #expect(faults(#"{"number":"","paid":true,"lines":[]}"#) == ["/number too_short", "/lines too_short"])
        let four = #"[{"seats":1},{"seats":1},{"seats":1},{"seats":1}]"#
        #expect(faults(#"{"number":"1","paid":true,"lines":\#(four)}"#) == ["/lines too_many_items"])
        #expect(faults(#"{"number":"1","paid":true,"note":"ééé","lines":[{"seats":1}]}"#) == ["/note too_long"])
    }

    @Test func eachStringOfAnArrayIsUnderstoodByItself() throws {
        func read(_ text: String) throws(JSONFaults) -> [Int]? {
            let root: JSONValue
            do { root = try JSONDocument(parsing: Array(text.utf8)).root } catch { return nil }
            return try JSONObjectReader.read(root) { fields -> [Int]? in
                fields.optionalCustoms("numbers", max: 3, expecting: "a number in words", { Int($0) }) ?? []
            }
        }
        #expect(try read(#"{"numbers":["1","22"]}"#) == [1, 22])
        #expect(try read(#"{"numbers":null}"#) == [])
        for (text, faults) in [
            (#"{"numbers":["x",2,"3"]}"#, ["/numbers/0 bad_format", "/numbers/1 wrong_type"]),
            (#"{"numbers":["1","2","3","4"]}"#, ["/numbers too_many_items"]),
            (#"{"numbers":"1"}"#, ["/numbers wrong_type"]),
        ] {
            let error = #expect(throws: JSONFaults.self) { try read(text) }
            #expect(error?.faults.map { "\($0.pointer) \($0.code.rawValue)" } == faults)
        }
    }

    @Test(arguments: ["[]", "null", "1", #""a""#])
    func onlyAnObjectIsRead(_ text: String) {
        #expect(faults(text) == [" wrong_type"])
    }

    @Test func integersTellFormFromRange() throws {
        let samples = [
            ("1", ""), ("1.0", ""), ("11", "out_of_range"), ("-1", "out_of_range"),
            ("99999999999999999999", "out_of_range"),
            ("1.5", "wrong_type"), ("1e0", "wrong_type"), (#""1""#, "wrong_type"), ("true", "wrong_type"),
        ]
        for (text, code) in samples {
            let root = try JSONDocument(parsing: Array(#"{"n":\#(text)}"#.utf8)).root
            if code.isEmpty {
                #expect(try JSONObjectReader.read(root) { $0.requiredInt64("n", in: 0...10) } == 1)
            } else {
                let error = #expect(throws: JSONFaults.self) {
                    try JSONObjectReader.read(root) { $0.requiredInt64("n", in: 0...10) }
                }
                #expect(error?.faults.map(\.code.rawValue) == [code], "\(text)")
            }
        }
    }

    @Test func customFormatsSayWhatTheyExpect() throws {
        let root = try JSONDocument(parsing: Array(#"{"on":"soon","at":5,"by":"7"}"#.utf8)).root
        let error = #expect(throws: JSONFaults.self) {
            try JSONObjectReader.read(root) { fields -> Int? in
                _ = fields.requiredCustom("on", expecting: "a whole number", Int.init(_:))
                _ = fields.optionalCustom("at", expecting: "a whole number", Int.init(_:))
                return fields.requiredCustom("by", expecting: "a whole number", Int.init(_:))
            }
        }
        #expect(
            error?.faults == [
                JSONFault(pointer: "/on", code: .badFormat, detail: "must be a whole number"),
                JSONFault(pointer: "/at", code: .wrongType, detail: "must be a string: a whole number"),
            ])
    }

    @Test func doublesAreCheckedForRange() throws {
        let root = try JSONDocument(parsing: Array(#"{"a":0.5,"b":1.5,"c":"1"}"#.utf8)).root
        var half: Double?
        let error = #expect(throws: JSONFaults.self) {
            try JSONObjectReader.read(root) { fields -> Double? in
                half = fields.requiredDouble("a", in: 0...1)
                _ = fields.optionalDouble("b", in: 0...1)
                return fields.optionalDouble("c", in: 0...1)
            }
        }
        #expect(half == 0.5)
        #expect(error?.faults.map(\.code) == [.outOfRange, .wrongType])
    }

    @Test func enumsAreMatchedByBytesAndListed() {
        let error = #expect(throws: JSONFaults.self) {
            try read(#"{"number":"1","paid":true,"channel":"Web","lines":[{"seats":1}]}"#)
        }
        #expect(error?.faults.first?.detail == "must be one of: web, desk, phone")
    }

    @Test func pointersAreEscapedAndLongNamesAreCut() throws {
        let long = String(repeating: "n", count: 1_000)
        let root = try JSONDocument(parsing: Array(#"{"a/b~c":1,"\#(long)":2}"#.utf8)).root
        let error = #expect(throws: JSONFaults.self) { try JSONObjectReader.read(root) { _ in true } }
        #expect(error?.faults.map(\.pointer) == ["/a~1b~0c", "/" + String(long.prefix(64)) + "…"])
    }

    @Test func aFloodOfFaultsIsCutAndTellsNoData() throws {
        let members = (0..<5_000).map { "\"secret\($0)\":1" }.joined(separator: ",")
        let root = try JSONDocument(parsing: Array("{\(members)}".utf8)).root
        let error = #expect(throws: JSONFaults.self) { try JSONObjectReader.read(root) { _ in true } }
        #expect(error?.faults.count == JSONFaults.most)
        #expect(error?.description == "100 faults in the JSON text: unknown_field")
    }

    @Test func freeContentIsTakenAsItIs() throws {
        let root = try JSONDocument(parsing: Array(#"{"traits":{"x":[1]},"note":null}"#.utf8)).root
        let read = try JSONObjectReader.read(root) { fields -> String? in
            #expect(fields.isNull("note") && !fields.isNull("traits") && !fields.isNull("other"))
            #expect(fields.value("note")?.isNull == true)
            return fields.value("traits").map { String(decoding: $0.rawBytes, as: UTF8.self) }
        }
        #expect(read == #"{"x":[1]}"#)
    }

    @Test func rulesAcrossFieldsCanRefuse() throws {
        let root = try JSONDocument(parsing: Array(#"{"from":2,"to":1}"#.utf8)).root
        let error = #expect(throws: JSONFaults.self) {
            try JSONObjectReader.read(root) { fields -> Bool? in
                let from = fields.requiredInt64("from", in: 0...9)
                let to = fields.requiredInt64("to", in: 0...9)
                guard let from, let to else { return nil }
                if from > to { fields.reject("to", "must not come before `from`") }
                return true
            }
        }
        #expect(error?.faults == [JSONFault(pointer: "/to", code: .notAllowed, detail: "must not come before `from`")])
    }

    @Test func aClosureThatAnswersNothingIsAFaultItself() throws {
        let root = try JSONDocument(parsing: Array("{}".utf8)).root
        let error = #expect(throws: JSONFaults.self) { try JSONObjectReader.read(root) { _ in Bool?.none } }
        #expect(error?.faults.map(\.code) == [.notAllowed])
    }
}
