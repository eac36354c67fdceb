import Redis

extension Script {
    /// ARGV: prefix, pointer, and the token when it is the run itself that ends as cancelled.
    ///
    /// Answers 0 there is no such job, 1 it is gone, 2 it runs and will be told.
    static let cancel = Script(
        queue: """
            local pointer, token = ARGV[2], ARGV[3]
            local state, attempts, crashes, ref, ring, worker = record(pointer)
            if not state then return 0 end
            if is_running(state) then
              if not token then
                write(pointer, 'c', attempts, crashes, ref, ring, worker)
                return 2
              elseif ref ~= token then
                return 0
              end
              let_go(pointer, ring)
            elseif token then
              return 0
            elseif state == 'w' then
              step_out(pointer, ring)
            else
              redis.call('ZREM', prefix .. ':delayed:' .. kind_of(pointer), pointer)
              redis.call('HDEL', prefix .. ':dead:' .. kind_of(pointer), pointer)
              redis.call('HDEL', prefix .. ':parked', pointer)
            end
            redis.call('HDEL', jobs, pointer)
            return 1
            """)
}
