/// A string, a number or the name of a member, as `JSONValue.forEachPiece` comes by it.
///
/// Its bytes are those of the document, and there during that call only.
package struct JSONPiece {
    /// What a piece is.
    package enum Kind: Sendable {
        case name, string, number
    }

    package let kind: Kind
    /// As it stands in the text, without quotes.
    package let written: UnsafeBufferPointer<UInt8>
    /// The name of the member that holds it, as it stands in the text; of an element, of the one that holds its array.
    package let holderWritten: UnsafeBufferPointer<UInt8>?
    let token: JSONToken
    let index: Int
    /// Where that name is.
    let holder: Int?
    /// Where the name of the member is that holds the object around that.
    let outerHolder: Int?

    /// Whether its bytes are not its value.
    package var isEscaped: Bool { token.isEscaped }
    /// Whether its bytes hold what only `JSONLimits.mendsEscapes` lets pass: nobody else would read them.
    package var isMended: Bool { token.isMended }
}

extension JSONValue {
    /// Comes by all that has a text inside this value, itself included, in the order of the document.
    ///
    /// It is for looking at everything of a value at little cost: nothing is allocated or counted on the way. Recursive:
    /// the parser has bounded the depth.
    package func forEachPiece(_ body: (JSONPiece) -> Void) {
        storage.text.withUnsafeBufferPointer { text in
            storage.tape.withUnsafeBufferPointer { tape in
                JSONWalk(text: text, tape: tape).visit(index, holder: nil, outerHolder: nil, body)
            }
        }
    }

    /// A piece of this value, to keep.
    package func value(of piece: JSONPiece) -> JSONValue { JSONValue(storage: storage, index: piece.index) }

    /// The name of the member that holds a piece, if need be in arrays.
    package func holder(of piece: JSONPiece) -> JSONValue? {
        piece.holder.map { JSONValue(storage: storage, index: $0) }
    }

    /// The name of the member that holds the object that ``holder(of:)`` is in.
    package func outerHolder(of piece: JSONPiece) -> JSONValue? {
        piece.outerHolder.map { JSONValue(storage: storage, index: $0) }
    }
}

private struct JSONWalk {
    let text: UnsafeBufferPointer<UInt8>
    let tape: UnsafeBufferPointer<JSONToken>

    func visit(_ index: Int, holder: Int?, outerHolder: Int?, _ body: (JSONPiece) -> Void) {
        let end = tape[index].next(after: index)
        switch tape[index].kind {
        case .object:
            var key = index + 1
            while key < end {
                body(piece(.name, at: key, holder, outerHolder))
                visit(key + 1, holder: key, outerHolder: holder, body)
                key = tape[key + 1].next(after: key + 1)
            }
        case .array:
            var element = index + 1
            while element < end {
                visit(element, holder: holder, outerHolder: outerHolder, body)
                element = tape[element].next(after: element)
            }
        case .string, .key: body(piece(.string, at: index, holder, outerHolder))
        case .integer, .decimal: body(piece(.number, at: index, holder, outerHolder))
        case .null, .no, .yes: break
        }
    }

    private func piece(_ kind: JSONPiece.Kind, at index: Int, _ holder: Int?, _ outerHolder: Int?) -> JSONPiece {
        let token = tape[index]
        return JSONPiece(
            kind: kind, written: written(token), holderWritten: holder.map { written(tape[$0]) }, token: token,
            index: index, holder: holder, outerHolder: outerHolder)
    }

    private func written(_ token: JSONToken) -> UnsafeBufferPointer<UInt8> {
        let start = Int(token.offset)
        return UnsafeBufferPointer(rebasing: text[start..<(start + Int(token.length))])
    }
}
