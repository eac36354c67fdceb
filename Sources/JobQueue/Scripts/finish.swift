import Redis

extension Script {
    /// ARGV: prefix, then pointer and token of each.
    ///
    /// Answers how many of them had lost their lease: those change nothing.
    static let finish = Script(
        queue: """
            local stale, gone, again, lines = 0, {}, {}, {}
            local pointers = {}
            for i = 2, #ARGV, 2 do pointers[#pointers + 1] = ARGV[i] end
            local records = redis.call('HMGET', jobs, unpack(pointers))
            for i, pointer in ipairs(pointers) do
              local state, ref, ring = string.match(records[i] or '', '^(%a) %d+ %d+ (%S+) (%S+)')
              if ref == ARGV[2 * i + 1] and is_running(state) then
                gone[#gone + 1] = pointer
                if state == 'R' then again[#again + 1] = { pointer, ring } end
                local line = line_of(pointer)
                if not lines[line] then lines[line] = { ring = ring } end
                table.insert(lines[line], pointer)
              else
                stale = stale + 1
              end
            end
            if #gone > 0 then
              redis.call('HDEL', jobs, unpack(gone))
              redis.call('HDEL', prefix .. ':progress', unpack(gone))
              redis.call('ZREM', leases, unpack(gone))
            end
            for line, members in pairs(lines) do
              redis.call('SREM', prefix .. ':held:' .. line, unpack(members))
              reopen(line, members.ring)
            end
            for _, job in ipairs(again) do line_up(job[1], 0, 0, job[2]) end
            return stale
            """)
}
