/// One entry of the tape: a value, or the name of a member, in the order of the text.
///
/// A member is its key's token and then its value's. Sixteen bytes, so that a one-kilobyte event costs about one more.
struct JSONToken {
    /// Where it starts; for strings and keys, after the opening quote.
    var offset: UInt32
    /// How many bytes it takes in the text; for strings and keys, without the quotes.
    var length: UInt32
    /// What the kind needs besides.
    ///
    /// For an array or object, the index of the token after its last one (while it is being read: of the container
    /// around it). For a key, its signature. Unused otherwise.
    var link: UInt32
    var kind: Kind
    /// Whether a string or key has escape sequences, so that its bytes in the text are not its value.
    var isEscaped: Bool
    /// Whether one of those escapes is of no character that a text may have, and stands for U+FFFD.
    var isMended = false

    /// Stands for the container around the outermost one.
    static let noContainer = UInt32.max

    enum Kind: UInt8 {
        case null, no, yes, integer, decimal, string, key, array, object
    }

    /// The index of the token after this value and all it contains.
    func next(after index: Int) -> Int {
        switch kind {
        case .array, .object: Int(link)
        default: index + 1
        }
    }
}
