import Redis

extension Script {
    /// ARGV: prefix, delay in milliseconds, then ring, `1` when a hint during the run counts, and pointer of each.
    ///
    /// Answers how many were added.
    ///
    /// A record alone is not believed: what it stands for must be there. Refused as a whole when the server is full.
    static let enqueue = Script(
        queue: """
            local wait, added = tonumber(ARGV[2]), 0
            for i = 3, #ARGV, 3 do
              local ring, again, pointer = ARGV[i], ARGV[i + 1], ARGV[i + 2]
              local state, attempts, crashes, ref, former, worker = record(pointer)
              local known = false
              if state == 'w' then
                known = stands_in_line(pointer, ref)
                -- In the ring it belongs to now: that may have changed, or may have been lost.
                if known then open(line_of(pointer), ring) end
              elseif state == 'd' then
                known = redis.call('ZSCORE', prefix .. ':delayed:' .. kind_of(pointer), pointer)
              elseif state == 'x' or state == 'p' then
                known = tonumber(ref) > now
                if not known then
                  redis.call('HDEL', prefix .. ':dead:' .. kind_of(pointer), pointer)
                  redis.call('HDEL', prefix .. ':parked', pointer)
                end
              elseif state then
                known = redis.call('ZSCORE', leases, pointer)
                if known and state == 'r' and again == '1' then
                  write(pointer, 'R', attempts, crashes, ref, former, worker)
                  added = added + 1
                end
              end
              if not known then
                if wait > 0 then delay(pointer, 0, 0, ring, now + wait) else line_up(pointer, 0, 0, ring) end
                added = added + 1
              end
            end
            return added
            """, allowOOM: false)
}
