import Redis

extension Script {
    /// ARGV: prefix, group, queue, id, pointer, delay, lifetime of the mark, `1` to take the attempt back.
    ///
    /// Answers 0 and changes nothing when the entry is no longer pending.
    static let postpone = Script(
        """
        #!lua flags=allow-oom
        local prefix, group, queue, id, pointer, delay, lifetime, refund = unpack(ARGV)
        local stream, time = prefix .. ':queue:' .. queue, redis.call('TIME')
        if redis.call('XACK', stream, group, id) == 0 then return 0 end
        redis.call('XDEL', stream, id)
        local due = time[1] * 1000 + math.floor(time[2] / 1000) + delay
        redis.call('ZADD', prefix .. ':delayed:' .. queue, due, pointer)
        if refund == '1' and redis.call('HINCRBY', prefix .. ':attempts', pointer, -1) <= 0 then
          redis.call('HDEL', prefix .. ':attempts', pointer)
        end
        redis.call('SET', prefix .. ':mark:' .. pointer, 'd ' .. queue .. ' -', 'PX', lifetime, 'NX')
        return 1
        """)
}
