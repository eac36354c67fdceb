import Redis

extension Script {
    /// ARGV: prefix, group, idle time, then the queues.
    ///
    /// Answers how many consumers were forgotten.
    ///
    /// Asked and done in one script: deleting a consumer that has just been given an entry would lose the entry.
    static let forgetConsumers = Script(
        """
        #!lua flags=allow-oom
        local prefix, group, idle, gone = ARGV[1], ARGV[2], tonumber(ARGV[3]), 0
        for i = 4, #ARGV do
          local stream = prefix .. ':queue:' .. ARGV[i]
          local consumers = redis.pcall('XINFO', 'CONSUMERS', stream, group)
          if not consumers.err then
            for _, row in ipairs(consumers) do
              local facts = {}
              for f = 1, #row, 2 do facts[row[f]] = row[f + 1] end
              if facts['pending'] == 0 and facts['idle'] > idle then
                redis.call('XGROUP', 'DELCONSUMER', stream, group, facts['name'])
                gone = gone + 1
              end
            end
          end
        end
        return gone
        """)
}
