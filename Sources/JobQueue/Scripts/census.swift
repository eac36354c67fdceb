import Redis

extension Script {
    /// ARGV: prefix, then the queues.
    ///
    /// Answers dead, parked, then present, age of the oldest in milliseconds and delayed of each queue.
    static let census = Script(
        """
        #!lua flags=no-writes,allow-oom
        local prefix, time = ARGV[1], redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local answer = { redis.call('HLEN', prefix .. ':dead'), redis.call('HLEN', prefix .. ':parked') }
        for i = 2, #ARGV do
          local stream = prefix .. ':queue:' .. ARGV[i]
          local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
          answer[#answer + 1] = redis.call('XLEN', stream)
          answer[#answer + 1] = first and math.max(0, now - tonumber(string.match(first[1], '^%d+'))) or 0
          answer[#answer + 1] = redis.call('ZCARD', prefix .. ':delayed:' .. ARGV[i])
        end
        return answer
        """)
}
