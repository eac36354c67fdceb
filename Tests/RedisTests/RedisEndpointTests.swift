import Testing

@testable import Redis

@Suite struct RedisEndpointTests {
    @Test func aFullAddressIsRead() throws {
        let endpoint = try RedisEndpoint("redis://worker:p%40ss%3A%C3%A9@cache.example:6380/3")
        #expect(endpoint.host == "cache.example")
        #expect(endpoint.port == 6380)
        #expect(endpoint.database == 3)
        #expect(endpoint.user == "worker")
        #expect(endpoint.password == "p@ss:é")
    }

    @Test func whatIsLeftOutHasADefault() throws {
        let endpoint = try RedisEndpoint("redis://:secret@[::1]")
        #expect(endpoint.host == "::1")
        #expect(endpoint.port == 6379)
        #expect(endpoint.database == 0)
        #expect(endpoint.user == nil)
        #expect(endpoint.password == "secret")
    }

    @Test(arguments: [
        ("http://host", RedisEndpoint.Fault.scheme), ("redis://", .host), ("redis://[::1", .host),
        ("redis://host:0", .port), ("redis://host:65536", .port), ("redis://host:x", .port),
        ("redis://host/one", .database), ("redis://user@host", .credentials), ("redis://user:@host", .credentials),
        ("redis://user:%zz@host", .credentials), ("redis://user:%F@host", .credentials),
        ("redis://user:%FF@host", .credentials), ("redis://ho\0st", .scheme),
    ])
    func aFaultyAddressIsRefusedByRule(address: String, fault: RedisEndpoint.Fault) {
        #expect(throws: fault) { try RedisEndpoint(address) }
    }

    @Test func aPasswordIsNeverShown() throws {
        let endpoint = try RedisEndpoint("redis://name:hunter2@host")
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(endpoint)", String(reflecting: endpoint), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("redis://host:6379/0"))
        }
    }

    @Test(arguments: [
        ("OOM command not allowed when used memory > 'maxmemory'.", "OOM"),
        ("NOSCRIPT No matching script.", "NOSCRIPT"),
        ("ERR unknown command 'secret'", "ERR"), ("secret words", "ERR"), ("", "ERR"), ("LOADING", "LOADING"),
    ])
    func onlyTheCodeOfAnErrorLineIsKept(line: String, code: String) {
        #expect(ServerError(line: Array(line.utf8)).code == code)
    }
}
