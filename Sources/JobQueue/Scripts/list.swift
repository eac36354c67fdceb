import Redis

extension Script {
    /// ARGV: prefix, the states to list as letters, the start of the pointers to list, the most to list.
    ///
    /// Answers pointer, record, detail and progress of each: running, waiting, delayed, dead, parked, in this order.
    ///
    /// The detail of a dead pointer is when and why, of a parked one when.
    static let list = Script(
        queue: """
            local states, start, limit, answer = ARGV[2], ARGV[3], 4 * tonumber(ARGV[4]), {}

            local function add(pointer, detail)
              local text = redis.call('HGET', jobs, pointer)
              if #answer < limit and text and string.sub(pointer, 1, #start) == start then
                answer[#answer + 1] = pointer
                answer[#answer + 1] = text
                answer[#answer + 1] = detail or ''
                answer[#answer + 1] = redis.call('HGET', prefix .. ':progress', pointer) or ''
              end
            end

            local function add_hash(key)
              local flat = redis.call('HGETALL', key)
              for i = 1, #flat, 2 do add(flat[i], flat[i + 1]) end
            end

            local kinds = redis.call('SMEMBERS', prefix .. ':kinds')
            table.sort(kinds)
            if string.find(states, 'r') then
              for _, pointer in ipairs(redis.call('ZRANGE', leases, 0, -1)) do add(pointer) end
            end
            if string.find(states, 'w') then
              local lines = redis.call('SMEMBERS', prefix .. ':lines')
              table.sort(lines)
              for _, line in ipairs(lines) do
                local common = math.min(#line, #start)
                if #answer < limit and string.sub(line, 1, common) == string.sub(start, 1, common) then
                  for _, pointer in ipairs(redis.call('LRANGE', prefix .. ':line:' .. line, 0, limit / 4 - 1)) do
                    add(pointer)
                  end
                end
              end
            end
            if string.find(states, 'd') then
              for _, kind in ipairs(kinds) do
                for _, pointer in ipairs(redis.call('ZRANGE', prefix .. ':delayed:' .. kind, 0, 9999)) do add(pointer) end
              end
            end
            if string.find(states, 'x') then
              for _, kind in ipairs(kinds) do add_hash(prefix .. ':dead:' .. kind) end
            end
            if string.find(states, 'p') then add_hash(prefix .. ':parked') end
            return answer
            """)
}
