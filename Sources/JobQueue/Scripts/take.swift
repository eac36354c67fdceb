import Redis

extension Script {
    /// ARGV: prefix, worker, length of a lease, the most to take, number of kinds, kind and limit of each, then the rings in
    /// order.
    ///
    /// Answers the token, then pointer, attempt, crashes and milliseconds of waiting of each.
    ///
    /// Leases that have run out come first. Then each line gets its share in turn, within its limit: a long line makes only
    /// itself wait.
    static let take = Script(
        queue: """
            local worker, lease, count, kinds = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
            generation()
            local token, expiry = turn, string.format('%.0f', now + lease)
            local answer, pointers, texts, expiries = { token }, {}, {}, {}
            if redis.call('EXISTS', prefix .. ':paused') == 1 then return answer end

            local limits = {}
            for i = 6, 5 + 2 * kinds, 2 do limits[ARGV[i]] = tonumber(ARGV[i + 1]) end

            local function give(pointer, state, attempts, crashes, ring, waited)
              local at, place = #texts, #answer
              texts[at + 1] = pointer
              texts[at + 2] = text_of(state, attempts, crashes, token, ring, worker)
              expiries[at + 1] = expiry
              expiries[at + 2] = pointer
              answer[place + 1] = pointer
              answer[place + 2] = attempts
              answer[place + 3] = crashes
              answer[place + 4] = waited
            end

            for _, pointer in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, count)) do
              local state, attempts, crashes, _, ring = record(pointer)
              if state == 'r' or state == 'R' then
                give(pointer, state, tonumber(attempts), crashes + 1, ring, 0)
                count = count - 1
              else
                if state == 'c' then redis.call('HDEL', jobs, pointer) end
                let_go(pointer, ring or 'default:1')
              end
            end

            local served
            local function serve(line, ring, share)
              local key, held = prefix .. ':line:' .. line, prefix .. ':held:' .. line
              local room = (limits[kind_of(line)] or 1) - redis.call('SCARD', held)
              local want = math.min(room, share, count)
              local heads = want > 0 and redis.call('LPOP', key, want) or {}
              if #heads > 0 then redis.call('SADD', held, unpack(heads)) end
              for _, pointer in ipairs(heads) do pointers[#pointers + 1] = pointer end
              count = count - #heads
              if redis.call('EXISTS', key) == 0 then
                close(line, ring)
              elseif room > #heads then
                served[#served + 1] = turn
                served[#served + 1] = line
              else
                redis.call('ZREM', prefix .. ':ring:' .. ring, line)
              end
            end

            for i = 6 + 2 * kinds, #ARGV do
              local ring = ARGV[i]
              while count > 0 do
                local lines = redis.call('ZRANGE', prefix .. ':ring:' .. ring, 0, count - 1)
                if #lines == 0 then break end
                local share = math.ceil(count / #lines)
                served = {}
                for _, line in ipairs(lines) do
                  if count > 0 then serve(line, ring, share) end
                end
                if #served > 0 then redis.call('ZADD', prefix .. ':ring:' .. ring, unpack(served)) end
              end
              if count == 0 and redis.call('EXISTS', prefix .. ':ring:' .. ring) == 1 then
                ring_bell(string.match(ring, '^[^:]*'))
              end
              if #pointers > 0 then
                local records = redis.call('HMGET', jobs, unpack(pointers))
                for at, pointer in ipairs(pointers) do
                  local state, attempts, crashes, since = 'w', 0, 0, turn
                  if records[at] then state, attempts, crashes, since = parts(records[at]) end
                  if state == 'w' then
                    give(pointer, 'r', attempts + 1, tonumber(crashes), ring, math.max(0, math.floor(now - since / 1000)))
                  elseif not is_running(state) then
                    -- Its record says that it is elsewhere: then this is not its place.
                    redis.call('SREM', prefix .. ':held:' .. line_of(pointer), pointer)
                    reopen(line_of(pointer), ring)
                  end
                end
                pointers = {}
              end
            end
            if #texts > 0 then
              redis.call('HSET', jobs, unpack(texts))
              redis.call('ZADD', leases, unpack(expiries))
            end
            return answer
            """)
}
