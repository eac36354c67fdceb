import Redis

extension Script {
    /// ARGV: prefix, `dead` or `parked`, lifetime of the mark, queue, pointer.
    ///
    /// Answers 1 when the pointer was there.
    static let release = Script(
        """
        #!lua flags=allow-oom
        local prefix, set, lifetime, queue, pointer = unpack(ARGV)
        if redis.call('HDEL', prefix .. ':' .. set, pointer) == 0 then return 0 end
        local id = redis.call('XADD', prefix .. ':queue:' .. queue, '*', 'p', pointer)
        redis.call('SET', prefix .. ':mark:' .. pointer, 'q ' .. queue .. ' ' .. id, 'PX', lifetime)
        return 1
        """)
}
