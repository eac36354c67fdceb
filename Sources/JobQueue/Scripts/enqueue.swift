import Redis

extension Script {
    /// ARGV: prefix, lifetime of a mark, then queue and pointer of each.
    ///
    /// Answers how many were added.
    ///
    /// A mark alone is not believed: what it stands for must be there. Refused as a whole when the server is full.
    static let enqueue = Script(
        """
        #!lua
        local prefix, lifetime, added = ARGV[1], ARGV[2], 0
        for i = 3, #ARGV, 2 do
          local queue, pointer = ARGV[i], ARGV[i + 1]
          local mark = prefix .. ':mark:' .. pointer
          local state, waits = redis.call('GET', mark), false
          if state then
            local what, place, id = string.match(state, '^(%a) (%S+) (%S+)$')
            if what == 'q' then
              waits = #redis.call('XRANGE', prefix .. ':queue:' .. place, id, id) > 0
            elseif what == 'd' then
              waits = redis.call('ZSCORE', prefix .. ':delayed:' .. place, pointer)
            else
              waits = true
            end
          end
          if not waits then
            local id = redis.call('XADD', prefix .. ':queue:' .. queue, '*', 'p', pointer)
            redis.call('SET', mark, 'q ' .. queue .. ' ' .. id, 'PX', lifetime)
            added = added + 1
          end
        end
        return added
        """)
}
