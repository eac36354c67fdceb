import Redis

extension Script {
    /// ARGV: prefix.
    ///
    /// Answers parked, then kind, waiting, running, delayed, dead, and age of the oldest waiting in milliseconds of each.
    static let census = Script(
        queue: """
            local rows, order = {}, {}
            local function row(kind)
              if not rows[kind] then
                rows[kind] = { kind, 0, 0, 0, 0, 0 }
                order[#order + 1] = kind
              end
              return rows[kind]
            end
            for _, line in ipairs(redis.call('SMEMBERS', prefix .. ':lines')) do
              local key, counts = prefix .. ':line:' .. line, row(kind_of(line))
              counts[2] = counts[2] + redis.call('LLEN', key)
              local head = redis.call('LINDEX', key, 0)
              local state, _, _, since = record(head or '')
              if state == 'w' then counts[6] = math.max(counts[6], math.floor(now - since / 1000)) end
            end
            for _, pointer in ipairs(redis.call('ZRANGE', leases, 0, -1)) do
              local counts = row(kind_of(pointer))
              counts[3] = counts[3] + 1
            end
            for _, kind in ipairs(redis.call('SMEMBERS', prefix .. ':kinds')) do
              local counts = row(kind)
              counts[4] = redis.call('ZCARD', prefix .. ':delayed:' .. kind)
              counts[5] = redis.call('HLEN', prefix .. ':dead:' .. kind)
            end
            local answer = { redis.call('HLEN', prefix .. ':parked') }
            for _, kind in ipairs(order) do
              for _, value in ipairs(rows[kind]) do answer[#answer + 1] = value end
            end
            return answer
            """)
}
