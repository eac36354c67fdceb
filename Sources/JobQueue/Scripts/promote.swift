import Redis

extension Script {
    /// ARGV: prefix, the most per kind.
    ///
    /// Answers how many were moved.
    static let promote = Script(
        queue: """
            local moved = 0
            for _, kind in ipairs(redis.call('SMEMBERS', prefix .. ':kinds')) do
              local delayed = prefix .. ':delayed:' .. kind
              for _, pointer in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, ARGV[2])) do
                redis.call('ZREM', delayed, pointer)
                local state, attempts, crashes, _, ring = record(pointer)
                if state == 'd' then
                  line_up(pointer, attempts, crashes, ring)
                  moved = moved + 1
                end
              end
            end
            return moved
            """)
}
