import Redis

extension Script {
    /// ARGV: prefix, pointer, token, quarantine in milliseconds, reason, attempts.
    ///
    /// Answers 0 and changes nothing when the lease is lost; 2 when the run was to be cancelled, which it then is.
    static let bury = Script(
        queue: """
            local pointer, token, quarantine, reason, attempts = unpack(ARGV, 2)
            local ended, _, crashes, ring = end_run(pointer, token)
            if ended ~= 1 then return ended end
            local kind = kind_of(pointer)
            redis.call('SADD', prefix .. ':kinds', kind)
            redis.call('HSET', prefix .. ':dead:' .. kind, pointer, string.format('%.0f %s', now, reason))
            write(pointer, 'x', attempts, crashes, now + tonumber(quarantine), ring)
            return 1
            """)
}
