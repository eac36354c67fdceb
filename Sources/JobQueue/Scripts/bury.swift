import Redis

extension Script {
    /// ARGV: prefix, group, queue, id, pointer, quarantine, reason, attempts.
    ///
    /// Answers 0 and changes nothing when the entry is no longer pending.
    static let bury = Script(
        """
        #!lua flags=allow-oom
        local prefix, group, queue, id, pointer, quarantine, reason, attempts = unpack(ARGV)
        local stream, time = prefix .. ':queue:' .. queue, redis.call('TIME')
        if redis.call('XACK', stream, group, id) == 0 then return 0 end
        redis.call('XDEL', stream, id)
        redis.call('ZREM', prefix .. ':delayed:' .. queue, pointer)
        redis.call('HDEL', prefix .. ':attempts', pointer)
        redis.call('HSET', prefix .. ':dead', pointer, cjson.encode({
          queue = queue, reason = reason, attempts = tonumber(attempts), at = tonumber(time[1]) * 1000
        }))
        redis.call('SET', prefix .. ':mark:' .. pointer, 'x - -', 'PX', quarantine)
        return 1
        """)
}
