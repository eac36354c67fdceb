/// How much of a JSON text is read before it is refused.
package struct JSONLimits: Sendable {
    /// Longest text, in bytes.
    ///
    /// Texts of 4 GiB and more are refused whatever this says, since offsets are 32 bits wide.
    package var maxBytes: Int
    /// Deepest nesting of arrays and objects; `[[1]]` is two deep.
    package var maxDepth: Int
    /// Most values in the whole text: scalars, arrays and objects, without the names of members.
    package var maxValues: Int
    /// Longest string or member name, in bytes as written between its quotes.
    package var maxStringBytes: Int
    /// Whether an escaped half of a surrogate pair, or an escaped NUL, is read as U+FFFD instead of refusing the text.
    ///
    /// For texts of many senders in one: a cut emoji is no reason to lose them all. The bytes of the text stay what they
    /// are, see `JSONPiece.isMended`.
    package var mendsEscapes: Bool

    /// States the limits of one kind of text; what is not named keeps a default that suits a body of the REST API.
    package init(
        maxBytes: Int = 1 << 20, maxDepth: Int = 32, maxValues: Int = 100_000, maxStringBytes: Int = 1 << 18,
        mendsEscapes: Bool = false
    ) {
        self.maxBytes = maxBytes
        self.maxDepth = maxDepth
        self.maxValues = maxValues
        self.maxStringBytes = maxStringBytes
        self.mendsEscapes = mendsEscapes
    }
}
