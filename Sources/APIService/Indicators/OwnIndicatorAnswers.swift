import Domain
import Store
import StrictJSON

// How an institution's own indicators are written, and their thresholds read.

extension OwnIndicator: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", key)
            writer.member("base", base.rawValue)
            definition.writeMembers(to: &writer)
            writer.member("thresholds", thresholds.numbers)
            writer.member("version", version as Int64?)
        }
    }
}

/// What an own indicator says of a contact.
struct ToldByOwnIndicator: Representable {
    let own: OwnIndicator
    let told: Indicator

    /// By the names of the copy, and the key of the indicator copied.
    var named: Named<Indicator> { Named(told: told, definition: own.definition) }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("key", own.key)
        writer.member("base", own.base.rawValue)
        told.writeFigures(as: own.definition, to: &writer)
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ numbers: [Int64]?) {
        key(name)
        guard let numbers else { return null() }
        array { writer in for number in numbers { writer.integer(number) } }
    }
}

extension JSONObjectReader {
    /// An indicator that can be copied.
    func requiredBase() -> IndicatorKey? {
        let bases = LevelThresholds.bases
        guard let text = requiredString("base", minBytes: 1, maxBytes: 40) else { return nil }
        guard let base = bases.first(where: { $0.rawValue == text }) else {
            let names = bases.map(\.rawValue).joined(separator: ", ")
            reject("base", "must be one of \(names): the levels of others follow from a yes or no, or from a name")
            return nil
        }
        return base
    }

    /// Thresholds that fit the indicator copied; any numbers, and nil, without one.
    func requiredThresholds(of base: IndicatorKey?) -> LevelThresholds? {
        guard let value = value("thresholds"), let elements = value.elements.map(Array.init) else {
            reject("thresholds", "is required, and must be an array of whole numbers", code: .wrongType)
            return nil
        }
        let numbers = elements.prefix(10).compactMap(\.int64)
        guard numbers.count == elements.count else {
            reject("thresholds", "must be an array of at most 10 whole numbers", code: .wrongType)
            return nil
        }
        guard let base else { return nil }
        do throws(LevelThresholds.Fault) {
            return try LevelThresholds(numbers, of: base)
        } catch {
            reject("thresholds", error.expectation)
            return nil
        }
    }
}

extension LevelThresholds.Fault {
    fileprivate var expectation: String {
        switch self {
        case .baseHasNone, .otherKind: "must not be given: the levels of this indicator have none"
        case .otherNumber(let expected): "must be as many as this indicator has: \(expected)"
        case .outOfOrder(let range):
            "must ascend, each from \(range.lowerBound) to \(range.upperBound) and none twice"
        }
    }
}
