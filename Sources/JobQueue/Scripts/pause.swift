import Redis

extension Script {
    /// ARGV: prefix.
    ///
    /// A script for one command, since a full server refuses the bare command.
    static let pause = Script(queue: "redis.call('SET', prefix .. ':paused', '1')")
}
