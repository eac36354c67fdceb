import Redis

extension Script {
    /// ARGV: prefix, worker, length of a lease, then pointer, token, attempt, ring and progress (`-` for none) of each.
    ///
    /// Answers for each: 0 go on, 1 it is to be cancelled, 2 somebody else has it.
    ///
    /// A run from before the server lost its data is written down again, so that nobody begins a second one beside it.
    static let heartbeat = Script(
        queue: """
            local worker, expiry, answer, began = ARGV[2], now + tonumber(ARGV[3]), {}, generation()
            for i = 4, #ARGV, 5 do
              local pointer, token, attempt, ring, progress = unpack(ARGV, i, i + 4)
              local state, _, _, ref, place = record(pointer)
              local verdict = 0
              if ref == token and is_running(state) then
                if state == 'c' then verdict = 1 end
              elseif tonumber(token) >= began then
                verdict = 2
              elseif not state then
                write(pointer, 'r', attempt, 0, token, ring, worker)
              elseif state == 'w' then
                step_out(pointer, place)
                write(pointer, 'R', attempt, 0, token, ring, worker)
              else
                verdict = 2
              end
              if verdict < 2 then
                hold(pointer, expiry)
                if progress ~= '-' then redis.call('HSET', prefix .. ':progress', pointer, progress) end
              end
              answer[#answer + 1] = verdict
            end
            return answer
            """)
}
