import Redis

extension Script {
    /// ARGV: prefix, lifetime of a mark, the most per queue, then the queues.
    ///
    /// Answers how many were moved.
    static let promote = Script(
        """
        #!lua flags=allow-oom
        local prefix, lifetime, limit, moved = ARGV[1], ARGV[2], ARGV[3], 0
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        for i = 4, #ARGV do
          local queue = ARGV[i]
          local delayed = prefix .. ':delayed:' .. queue
          for _, pointer in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, limit)) do
            redis.call('ZREM', delayed, pointer)
            local id = redis.call('XADD', prefix .. ':queue:' .. queue, '*', 'p', pointer)
            redis.call('SET', prefix .. ':mark:' .. pointer, 'q ' .. queue .. ' ' .. id, 'PX', lifetime)
            moved = moved + 1
          end
        end
        return moved
        """)
}
