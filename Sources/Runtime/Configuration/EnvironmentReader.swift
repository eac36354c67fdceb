/// Reads settings from the environment, each once, and collects every fault instead of stopping at the first.
///
/// A variable of ours that nobody asked for is a fault too: a misspelt setting must not be silently ignored. Values are never
/// repeated: they can be secrets.
struct EnvironmentReader {
    static let prefix = "SICSTINE_"
    private let environment: [String: String]
    private var asked: Set<String> = []
    private(set) var faults: [String] = []

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The value of `SICSTINE_<name>` through `parse`, or the default; nil, and a fault, when it is missing or not `expected`.
    mutating func read<Setting>(
        _ name: String, expecting expected: String, default fallback: Setting? = nil, _ parse: (String) -> Setting?
    ) -> Setting? {
        let name = Self.prefix + name
        asked.insert(name)
        guard let text = environment[name], !text.isEmpty else {
            if fallback == nil { faults.append("\(name) is missing: set it to \(expected)") }
            return fallback
        }
        guard let setting = parse(text) else {
            faults.append("\(name) must be \(expected)")
            return nil
        }
        return setting
    }

    /// Throws every fault found, unknown names included.
    mutating func finish() throws(ConfigurationFaults) {
        for name in environment.keys.sorted() where name.hasPrefix(Self.prefix) && !asked.contains(name) {
            faults.append("\(name) is not a setting of this process: remove it or correct its name")
        }
        if !faults.isEmpty { throw ConfigurationFaults(faults: faults) }
    }
}

/// What is wrong with the settings, a line each.
package struct ConfigurationFaults: Error, CustomStringConvertible {
    let faults: [String]

    package var description: String {
        "the configuration is wrong (docs/operation.md lists the settings):\n  " + faults.joined(separator: "\n  ")
    }
}
