/// The parameters of one statement in the shape libpq takes them, in one buffer.
struct EncodedParameters {
    private(set) var types: [UInt32] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    private var offsets: [Int?] = []
    private var bytes: [UInt8] = []

    /// Refuses what PostgreSQL cannot be given: NUL in a text, dates beyond its calendar, too much or too many.
    init(_ parameters: [Value]) throws(PostgresError) {
        guard parameters.count <= 65_535 else {
            throw PostgresError(.invalidParameter, detail: "more than 65535 parameters")
        }
        for parameter in parameters {
            let start = bytes.count
            let isNull = parameter == .null
            if !isNull { try parameter.encode(into: &bytes) }
            guard let length = Int32(exactly: bytes.count - start) else {
                throw PostgresError(.invalidParameter, detail: "a parameter is larger than 2 GiB")
            }
            types.append(parameter.typeIdentifier)
            lengths.append(length)
            formats.append(1)
            offsets.append(isNull ? nil : start)
        }
        // An empty value still needs an address: a null one would mean NULL.
        bytes.append(0)
    }

    /// One pointer a parameter, nil for NULL; valid during `body`.
    func withPointers<T>(_ body: ([UnsafePointer<CChar>?]) -> T) -> T {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped
            return body(offsets.map { $0.map { start.advanced(by: $0).assumingMemoryBound(to: CChar.self) } })
        }
    }
}
