import Domain
import StrictJSON

/// Takes out of a JSON value what must not be kept: full IP addresses, what is someone's in the addresses of pages, and
/// characters that no text may have.
///
/// Everything else stays byte for byte.
struct PayloadCleaning {
    private struct Edit {
        let place: Range<Int>
        let text: [UInt8]
    }

    private let root: JSONValue
    private var edits: [Edit] = []

    private init(_ root: JSONValue) {
        self.root = root
    }

    /// The value cleaned, as a text of its own; nil when it is clean as it is.
    static func cleaned(_ value: JSONValue) -> [UInt8]? {
        var cleaning = PayloadCleaning(value)
        value.forEachPiece { cleaning.look(at: $0) }
        return cleaning.edits.isEmpty ? nil : cleaning.applied(to: value.rawBytes)
    }

    private func applied(to text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 64)
        var place = text.startIndex
        for edit in edits {
            result += text[place..<edit.place.lowerBound]
            result += edit.text
            place = edit.place.upperBound
        }
        return result + text[place...]
    }

    /// Most texts are seen to be clean by their bytes alone.
    private mutating func look(at piece: JSONPiece) {
        if piece.kind == .number {
            // An address can be written as one number too: no smaller one is a whole address.
            if piece.written.count > 7, role(of: piece) == .address { replace(piece, with: nil) }
            return
        }
        guard !piece.isEscaped else {
            guard let text = root.value(of: piece).utf8 else { return }
            examine(piece, text.withUnsafeBufferPointer { TextSigns($0) })
            return
        }
        let signs = TextSigns(piece.written)
        if !signs.isPlain { examine(piece, signs) }
    }

    private mutating func examine(_ piece: JSONPiece, _ signs: TextSigns) {
        let edits = edits.count
        if piece.kind == .name {
            if signs.mayHoldAddress, let text = root.value(of: piece).utf8 {
                replace(piece, text, with: AddressLiterals.truncated(in: text))
            }
        } else {
            clean(piece, signs)
        }
        if piece.isMended, self.edits.count == edits, let text = root.value(of: piece).string {
            replace(piece, with: text)
        }
    }

    private mutating func clean(_ piece: JSONPiece, _ signs: TextSigns) {
        if signs.isNumber, role(of: piece) == .address { return replace(piece, with: nil) }
        if !piece.isEscaped, !signs.mayHoldAddress, PageAddress.isPlain(piece.written) { return }
        let role = role(of: piece)
        let isAddress = signs.scheme != nil || signs.hasQuery || signs.isRooted && !signs.hasSpace
        let tellsMail = (signs.hasMail || signs.hasEscape) && isOfCampaign(piece)
        guard role != .other || isAddress || tellsMail || signs.mayHoldAddress,
            let text = root.value(of: piece).utf8
        else { return }
        if tellsMail, PrivateText.tellsMailAddress(text) { return replace(piece, with: nil) }
        let clean = Self.cleaned(text, signs, as: role)
        let rest = clean.map { Array($0.utf8)[...] } ?? text
        replace(piece, text, with: signs.mayHoldAddress ? AddressLiterals.truncated(in: rest) ?? clean : clean)
    }

    /// Nil for a text that is no address of a page.
    private static func cleaned(_ text: ArraySlice<UInt8>, _ signs: TextSigns, as role: MemberRole) -> String? {
        if role == .elements, text.contains(UInt8(ascii: "\"")) { return CleanLocation.ofElements(text) }
        let colon = signs.scheme.map { text.startIndex + $0 }
        switch role {
        case .location, .path:
            if let colon {
                if CleanLocation.isNear(colon, in: text) { return CleanLocation.of(text) }
                if signs.hasSpace, !signs.isRooted { return CleanLocation.inText(text, signs) }
            }
            return role == .path ? CleanLocation.expectedPath(text) : CleanLocation.expected(text)
        case .query where signs.hasEquals || text.first == UInt8(ascii: "?"):
            if let colon, CleanLocation.isNear(colon, in: text) { return CleanLocation.inText(text, signs) }
            return CleanLocation.ofQuery(text)
        case .query, .address, .elements, .other:
            return CleanLocation.inText(text, signs)
        }
    }

    private func role(of piece: JSONPiece) -> MemberRole {
        guard let name = piece.holderWritten else { return .other }
        guard name.contains(UInt8(ascii: "\\")) else { return MemberRole(name) }
        return root.holder(of: piece)?.utf8?.withUnsafeBufferPointer { MemberRole($0) } ?? .other
    }

    /// Whether the text is among the parameters of a campaign, under Segment's names or under those in addresses.
    private func isOfCampaign(_ piece: JSONPiece) -> Bool {
        if root.outerHolder(of: piece)?.isString("campaign") ?? false { return true }
        return root.holder(of: piece)?.utf8.map(Self.namesCampaign) ?? false
    }

    /// Whether a word of the name begins with `utm`: `utm_source`, `initial_utm_term`, `lastUtmSource`.
    private static func namesCampaign(_ name: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8?
        for place in name.indices {
            let word = name[place...].prefix(3).lazy.map { $0 | 0x20 }
            let isInside = previous.map { (97...122).contains($0 | 0x20) } ?? false
            // In a longer word a capital begins one.
            let begins = !isInside || (65...90).contains(name[place]) && (97...122).contains(previous ?? 0)
            if begins, word.elementsEqual("utm".utf8) { return true }
            previous = name[place]
        }
        return false
    }

    private mutating func replace(_ piece: JSONPiece, _ text: ArraySlice<UInt8>, with other: String?) {
        if let other, !other.utf8.elementsEqual(text) { replace(piece, with: other) }
    }

    private mutating func replace(_ piece: JSONPiece, with text: String?) {
        var writer = JSONWriter()
        if let text { writer.string(text) } else { writer.null() }
        edits.append(Edit(place: root.value(of: piece).rawBytes.indices, text: writer.bytes))
    }
}
