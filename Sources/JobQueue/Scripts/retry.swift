import Redis

extension Script {
    /// ARGV: prefix, pointer, ring.
    ///
    /// Answers 0 there is no such job, 1 it waits now, as a first attempt, 2 it waits or runs anyway.
    static let retry = Script(
        queue: """
            local pointer, ring = ARGV[2], ARGV[3]
            local state = record(pointer)
            if not state then return 0 end
            if state == 'w' or is_running(state) then return 2 end
            redis.call('ZREM', prefix .. ':delayed:' .. kind_of(pointer), pointer)
            redis.call('HDEL', prefix .. ':dead:' .. kind_of(pointer), pointer)
            redis.call('HDEL', prefix .. ':parked', pointer)
            line_up(pointer, 0, 0, ring)
            return 1
            """)
}
