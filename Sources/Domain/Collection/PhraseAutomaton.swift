/// Finds many phrases in one pass over a text, whatever the case of its ASCII letters.
///
/// One step of a table for each byte, the way of Aho and Corasick. Built once for each set of phrases.
struct PhraseAutomaton: Sendable {
    static let start = 0

    /// The column of each byte in the table; bytes in no phrase share the first.
    private let columns: [UInt8]
    private let width: Int
    private let steps: [UInt16]
    /// Where the phrases that end at each state begin in `endings`.
    private let firstEnding: [UInt16]
    private let endings: [UInt16]
    private let lengths: [Int]

    init(_ phrases: [String]) {
        var columns = [UInt8](repeating: 0, count: 256)
        var width = 1
        for byte in phrases.joined().utf8 where columns[Int(byte.lowercased)] == 0 {
            columns[Int(byte.lowercased)] = UInt8(width)
            width += 1
        }
        for byte in UInt8.min...UInt8.max {
            columns[Int(byte)] = columns[Int(byte.lowercased)]
        }
        var tree = Tree(width: width)
        for (index, phrase) in phrases.enumerated() {
            tree.add(phrase.utf8.map { Int(columns[Int($0)]) }, index: UInt16(index))
        }
        tree.close()
        self.columns = columns
        self.width = width
        steps = tree.steps.map(UInt16.init)
        firstEnding = tree.endings.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt16($1.count)) }
        endings = tree.endings.flatMap { $0 }
        lengths = phrases.map(\.utf8.count)
    }

    func step(from state: Int, _ byte: UInt8) -> Int {
        Int(steps[state * width + Int(columns[Int(byte)])])
    }

    func endsPhrase(at state: Int) -> Bool {
        firstEnding[state] != firstEnding[state + 1]
    }

    /// The places, in the list given at first, of the phrases that end here: the longest first.
    func phrasesEnding(at state: Int) -> ArraySlice<UInt16> {
        endings[Int(firstEnding[state])..<Int(firstEnding[state + 1])]
    }

    /// The place, in the list given at first, of the phrase that these bytes are from the first to the last.
    func phrase(spelledBy bytes: some Sequence<UInt8>) -> Int? {
        var state = Self.start
        var length = 0
        for byte in bytes {
            state = step(from: state, byte)
            length += 1
        }
        guard let longest = phrasesEnding(at: state).first, lengths[Int(longest)] == length else { return nil }
        return Int(longest)
    }
}

/// The tree of the phrases, until every state knows where each byte leads.
private struct Tree {
    let width: Int
    var steps: [Int]
    var endings: [[UInt16]] = [[]]

    init(width: Int) {
        self.width = width
        steps = Array(repeating: 0, count: width)
    }

    mutating func add(_ columns: [Int], index: UInt16) {
        var state = 0
        for column in columns {
            if steps[state * width + column] == 0 {
                steps[state * width + column] = endings.count
                steps.append(contentsOf: repeatElement(0, count: width))
                endings.append([])
            }
            state = steps[state * width + column]
        }
        endings[state].append(index)
    }

    /// Leads each byte that continues no phrase to the longest beginning of a phrase that it ends.
    mutating func close() {
        var fallback = Array(repeating: 0, count: endings.count)
        var queue = [0]
        var place = 0
        while place < queue.count {
            let state = queue[place]
            place += 1
            if state != 0 { endings[state] += endings[fallback[state]] }
            for column in 1..<width {
                let child = steps[state * width + column]
                let other = state == 0 ? 0 : steps[fallback[state] * width + column]
                if child == 0 {
                    steps[state * width + column] = other
                } else {
                    fallback[child] = other
                    queue.append(child)
                }
            }
        }
    }
}
