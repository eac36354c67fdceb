import Redis

extension Script {
    /// ARGV: prefix, lifetime of a mark, then queue, id and pointer of each.
    ///
    /// Answers the server's time, then the attempt of each, or 0 when the pointer is already waiting for its next
    /// attempt.
    static let begin = Script(
        """
        #!lua flags=allow-oom
        local prefix, lifetime, time = ARGV[1], ARGV[2], redis.call('TIME')
        local attempts = prefix .. ':attempts'
        local answer = { time[1] * 1000 + math.floor(time[2] / 1000) }
        for i = 3, #ARGV, 3 do
          local queue, id, pointer = ARGV[i], ARGV[i + 1], ARGV[i + 2]
          local mark = prefix .. ':mark:' .. pointer
          if redis.call('GET', mark) == 'q ' .. queue .. ' ' .. id then redis.call('DEL', mark) end
          local attempt = redis.call('HINCRBY', attempts, pointer, 1)
          if attempt > 1 and redis.call('ZSCORE', prefix .. ':delayed:' .. queue, pointer) then
            redis.call('HINCRBY', attempts, pointer, -1)
            redis.call('SET', mark, 'd ' .. queue .. ' -', 'PX', lifetime)
            attempt = 0
          end
          answer[#answer + 1] = attempt
        end
        return answer
        """)
}
