import Foundation

/// A certification authority in a temporary directory and what it signs, made by the `openssl` command.
struct Certificates {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("curl-http-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try openssl(
            ["req", "-x509"] + Self.newKey + [
                "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Authority",
            ])
    }

    var authorityFile: String { path("ca.pem") }

    /// Makes `NAME.pem` and `NAME.key`, signed by the authority.
    func issue(_ name: String, for subject: String, days: Int = 2) throws {
        try openssl(
            ["req"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/CN=\(name)"])
        try Data("subjectAltName=\(subject)\n".utf8).write(to: directory.appendingPathComponent("\(name).ext"))
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", String(days), "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
    }

    /// Makes a certificate that only vouches for itself.
    func selfSign(_ name: String, for subject: String) throws {
        try openssl(
            ["req", "-x509"] + Self.newKey + [
                "-keyout", "\(name).key", "-out", "\(name).pem", "-days", "2", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=\(subject)",
            ])
    }

    func path(_ file: String) -> String { directory.appendingPathComponent(file).path }

    func remove() {
        try? FileManager.default.removeItem(at: directory)
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func openssl(_ arguments: [String]) throws {
        try Command.run("cd '\(directory.path)' && openssl \(arguments.joined(separator: " ")) 2>/dev/null")
    }
}
