import Redis

extension Script {
    /// ARGV: prefix, group, consumer, then queue and id of each.
    ///
    /// Answers the ids that belong to another consumer now.
    ///
    /// The owner is looked at first: a bare XCLAIM would steal the entry back from whoever has taken it over. JUSTID
    /// resets the idle time without counting a delivery.
    static let heartbeat = Script(
        """
        #!lua flags=allow-oom
        local prefix, group, consumer, taken = ARGV[1], ARGV[2], ARGV[3], {}
        for i = 4, #ARGV, 2 do
          local stream, id = prefix .. ':queue:' .. ARGV[i], ARGV[i + 1]
          local rows = redis.pcall('XPENDING', stream, group, id, id, 1)
          if not rows.err and rows[1] then
            if rows[1][2] == consumer then
              redis.call('XCLAIM', stream, group, consumer, 0, id, 'JUSTID')
            else
              taken[#taken + 1] = id
            end
          end
        end
        return taken
        """)
}
