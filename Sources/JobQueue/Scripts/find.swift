import Redis

extension Script {
    /// ARGV: prefix, pointer.
    ///
    /// Answers like `list`, for one; nothing when there is no such job.
    static let find = Script(
        queue: """
            local pointer = ARGV[2]
            local text = redis.call('HGET', jobs, pointer)
            if not text then return {} end
            local detail = redis.call('HGET', prefix .. ':dead:' .. kind_of(pointer), pointer)
              or redis.call('HGET', prefix .. ':parked', pointer) or ''
            return { pointer, text, detail, redis.call('HGET', prefix .. ':progress', pointer) or '' }
            """)
}
