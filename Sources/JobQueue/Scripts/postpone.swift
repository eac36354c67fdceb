import Redis

extension Script {
    /// ARGV: prefix, pointer, token, delay in milliseconds or `-1` to put it back as if it had not been taken, `1` to take
    /// the attempt back.
    ///
    /// Answers 0 and changes nothing when the lease is lost; 2 when the run was to be cancelled, which it then is.
    static let postpone = Script(
        queue: """
            local pointer, token, wait, refund = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1'
            local ended, attempts, crashes, ring = end_run(pointer, token)
            if ended ~= 1 then return ended end
            if refund then attempts = math.max(0, attempts - 1) end
            if wait > 0 then
              delay(pointer, attempts, crashes, ring, now + wait)
            elseif wait == 0 then
              line_up(pointer, attempts, crashes, ring)
            else
              step_back(pointer, attempts, crashes, ring)
            end
            return 1
            """)
}
