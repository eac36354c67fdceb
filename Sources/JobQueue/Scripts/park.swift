import Redis

extension Script {
    /// ARGV: prefix, group, queue, id, pointer, quarantine.
    ///
    /// Answers 0 and changes nothing when the entry is no longer pending.
    static let park = Script(
        """
        #!lua flags=allow-oom
        local prefix, group, queue, id, pointer, quarantine = unpack(ARGV)
        local stream = prefix .. ':queue:' .. queue
        if redis.call('XACK', stream, group, id) == 0 then return 0 end
        redis.call('XDEL', stream, id)
        redis.call('HDEL', prefix .. ':attempts', pointer)
        redis.call('HSET', prefix .. ':parked', pointer, queue)
        redis.call('SET', prefix .. ':mark:' .. pointer, 'p - -', 'PX', quarantine)
        return 1
        """)
}
