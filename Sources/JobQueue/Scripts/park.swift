import Redis

extension Script {
    /// ARGV: prefix, pointer, token, quarantine in milliseconds.
    ///
    /// Answers 0 and changes nothing when the lease is lost; 2 when the run was to be cancelled, which it then is.
    static let park = Script(
        queue: """
            local pointer, token, quarantine = unpack(ARGV, 2)
            local state, _, crashes, ring = run_of(pointer, token)
            if not state then return 0 end
            let_go(pointer, ring)
            if state == 'c' then
              redis.call('HDEL', jobs, pointer)
              return 2
            end
            redis.call('HSET', prefix .. ':parked', pointer, string.format('%.0f', now))
            write(pointer, 'p', 0, crashes, now + tonumber(quarantine), ring)
            return 1
            """)
}
