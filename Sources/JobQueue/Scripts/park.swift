import Redis

extension Script {
    /// ARGV: prefix, pointer, token, quarantine in milliseconds.
    ///
    /// Answers 0 and changes nothing when the lease is lost; 2 when the run was to be cancelled, which it then is.
    static let park = Script(
        queue: """
            local pointer, token, quarantine = unpack(ARGV, 2)
            local ended, _, crashes, ring = end_run(pointer, token)
            if ended ~= 1 then return ended end
            redis.call('HSET', prefix .. ':parked', pointer, string.format('%.0f', now))
            write(pointer, 'p', 0, crashes, now + tonumber(quarantine), ring)
            return 1
            """)
}
