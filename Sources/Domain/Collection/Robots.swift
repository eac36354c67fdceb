/// Tells programs from people by what they say they are.
package enum Robots {
    /// Whether a user agent is that of a robot, a link preview or another program that no visitor sits before.
    ///
    /// Three rules and a list: a visitor's user agent names a device or an engine; what calls itself compatible and is
    /// none of the few old browsers that did so is a robot; robots leave an address where their master is found. An
    /// empty text says nothing.
    package static func matches(userAgent: String) -> Bool {
        userAgent.utf8.withContiguousStorageIfAvailable(matches)
            ?? Array(userAgent.utf8).withUnsafeBufferPointer(matches)
    }

    private static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !text.allSatisfy(\.isSpaceOrControl) else { return false }
        var isVisitor = false
        var isCompatible = false
        var isVeteran = false
        var isInModel = false
        var state = PhraseAutomaton.start
        for (place, byte) in text.enumerated() {
            defer { isInModel = isInModel && byte != UInt8(ascii: ")") }
            state = automaton.step(from: state, byte)
            guard automaton.endsPhrase(at: state) else { continue }
            for phrase in automaton.phrasesEnding(at: state) {
                let sign = RobotSigns.all[Int(phrase)]
                guard sign.stands(in: text, endingAt: place) else { continue }
                switch sign.meaning {
                case .robot: return true
                case .robotUnlessModel:
                    if !isInModel || text.byte(after: place) == UInt8(ascii: "/") { return true }
                case .mail:
                    if !isInModel, sign.isInsideWord(of: text, at: place) { return true }
                case .visitor: isVisitor = true
                case .compatible: isCompatible = true
                case .veteran: isVeteran = true
                case .model: isInModel = true
                case .innocent: break
                }
                // The longest of those that end here is what is meant.
                if sign.meaning == .innocent { break }
            }
        }
        return !isVisitor || (isCompatible && !isVeteran)
    }

    private static let automaton = PhraseAutomaton(RobotSigns.all.map(\.phrase))
}

/// A phrase of a user agent, and what it says of whose it is.
struct RobotSign: Sendable {
    enum Meaning: Sendable {
        case robot
        /// Not where the model of an Android device stands, unless `/` follows: models have any name.
        case robotUnlessModel
        /// The `@` of an address.
        case mail
        case visitor, compatible, veteran, model, innocent
    }

    let meaning: Meaning
    let phrase: String
    private let length: Int
    private let beginsText, beginsWord, endsWord: Bool

    /// `^` before the phrase is the beginning of the text; `|` before or after it, of a word or its end.
    init(_ notation: Substring, _ meaning: Meaning) {
        var phrase = notation
        beginsText = phrase.first == "^"
        beginsWord = phrase.first == "|"
        endsWord = phrase.last == "|"
        if beginsText || beginsWord { phrase.removeFirst() }
        if endsWord { phrase.removeLast() }
        self.meaning = meaning
        self.phrase = String(phrase)
        length = phrase.utf8.count
    }

    /// A letter or a digit before it, a letter after it.
    func isInsideWord(of text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        place >= length && text[place - length].isAlphanumeric && text.byte(after: place)?.isLetter == true
    }

    func stands(in text: UnsafeBufferPointer<UInt8>, endingAt place: Int) -> Bool {
        let start = place + 1 - length
        if beginsText, start != 0 { return false }
        if beginsWord, start > 0, text[start - 1].isAlphanumeric { return false }
        return !(endsWord && text.byte(after: place)?.isAlphanumeric == true)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func byte(after place: Int) -> UInt8? {
        place + 1 < count ? self[place + 1] : nil
    }
}
