import Redis

extension Script {
    /// A script in the words of the queue.
    ///
    /// Its first argument is the prefix. `allowOOM`: a full server must refuse new work and go on with the rest.
    convenience init(queue body: String, allowOOM: Bool = true) {
        self.init("#!lua\(allowOOM ? " flags=allow-oom" : "")\n\(Self.vocabulary)\n\(body)")
    }

    /// The words of all scripts: what is where in Redis, and the moves between the states.
    ///
    /// Under the prefix:
    /// `jobs`            hash   pointer → its record: `state attempts crashes ref ring worker`
    /// `line:KIND:SCOPE` list   the waiting pointers of one kind and scope, oldest first
    /// `lines`           set    the lines that are not empty
    /// `ring:NAME`       zset   the lines to be served, by when they were served last
    /// `held:KIND:SCOPE` set    the running pointers of a line
    /// `leases`          zset   the running pointers, by when their lease ends
    /// `delayed:KIND`    zset   the pointers that wait for their time, by that time
    /// `dead:KIND`       hash   pointer → why it was given up
    /// `parked`          hash   pointers of kinds that nobody knew
    /// `kinds`           set    the kinds that may have delayed or dead pointers
    /// `progress`        hash   running pointer → how far it is
    /// `bell:QUEUE`      list   one token when a line of the queue may be served
    /// `paused`          string present while nothing is to be taken
    /// `generation`      string since when these data are, in microseconds: a token older than that is from before a loss
    ///
    /// States: `w` waiting (ref: since when, in microseconds), `d` delayed (ref: until when), `r` running (ref: its token, the
    /// microsecond of its taking), `R` running, with one more run asked for, `c` running, to be cancelled, `x` dead and `p`
    /// parked (ref: until when it is not taken in again). Times are milliseconds where nothing else is said.
    private static let vocabulary = """
        local prefix = ARGV[1]
        local jobs, leases = prefix .. ':jobs', prefix .. ':leases'
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local turn = string.format('%.0f', time[1] * 1000000 + time[2])
        local opened, rung = {}, {}

        local function kind_of(pointer) return string.match(pointer, '^[^:]*') end
        local function line_of(pointer) return string.match(pointer, '^[^:]*:[^:]*') or pointer end

        local function parts(text)
          return string.match(text, '^(%a) (%d+) (%d+) (%S+) (%S+) (%S+)$')
        end

        local function record(pointer)
          local text = redis.call('HGET', jobs, pointer)
          if text then return parts(text) end
        end

        local function text_of(state, attempts, crashes, ref, ring, worker)
          return state .. ' ' .. attempts .. ' ' .. crashes .. ' ' .. ref .. ' ' .. ring .. ' ' .. (worker or '-')
        end

        local function write(pointer, ...)
          redis.call('HSET', jobs, pointer, text_of(...))
        end

        -- Wakes a worker that has nothing to do.
        local function ring_bell(queue)
          if rung[queue] then return end
          rung[queue] = true
          local bell = prefix .. ':bell:' .. queue
          if redis.call('EXISTS', bell) == 0 then redis.call('RPUSH', bell, '1') end
        end

        -- Gives a line that is not empty its place in the ring, unless it has one.
        local function open(line, ring)
          if opened[line] then return end
          opened[line] = true
          redis.call('ZADD', prefix .. ':ring:' .. ring, 'NX', turn, line)
          ring_bell(string.match(ring, '^[^:]*'))
        end

        local function reopen(line, ring)
          if redis.call('EXISTS', prefix .. ':line:' .. line) == 1 then open(line, ring) end
        end

        local function close(line, ring)
          redis.call('SREM', prefix .. ':lines', line)
          redis.call('ZREM', prefix .. ':ring:' .. ring, line)
        end

        -- Puts a pointer at the end of its line.
        local function line_up(pointer, attempts, crashes, ring)
          local line = line_of(pointer)
          write(pointer, 'w', attempts, crashes, turn, ring)
          if redis.call('RPUSH', prefix .. ':line:' .. line, pointer) == 1 then
            redis.call('SADD', prefix .. ':lines', line)
            opened[line] = nil
            open(line, ring)
          end
        end

        -- Puts a pointer back at the head of its line, as if it had waited as long as the one that is there.
        local function step_back(pointer, attempts, crashes, ring)
          local line, since = line_of(pointer), turn
          local head = redis.call('LINDEX', prefix .. ':line:' .. line, 0)
          if head then
            local state, _, _, ref = record(head)
            if state == 'w' then since = ref end
          else
            redis.call('SADD', prefix .. ':lines', line)
          end
          redis.call('LPUSH', prefix .. ':line:' .. line, pointer)
          write(pointer, 'w', attempts, crashes, since, ring)
          opened[line] = nil
          open(line, ring)
        end

        -- Takes a waiting pointer out of its line.
        local function step_out(pointer, ring)
          local line = line_of(pointer)
          redis.call('LREM', prefix .. ':line:' .. line, 1, pointer)
          if redis.call('EXISTS', prefix .. ':line:' .. line) == 0 then close(line, ring) end
        end

        -- Whether a pointer that waits since then is in its line: whoever came later is not before it, unless the clock was put
        -- back meanwhile.
        local function stands_in_line(pointer, since)
          local head = redis.call('LINDEX', prefix .. ':line:' .. line_of(pointer), 0)
          if not head then return false end
          local state, _, _, ref = record(head)
          return state ~= 'w' or tonumber(ref) <= tonumber(since) or tonumber(ref) > tonumber(turn)
        end

        local function delay(pointer, attempts, crashes, ring, due)
          local kind = kind_of(pointer)
          redis.call('SADD', prefix .. ':kinds', kind)
          redis.call('ZADD', prefix .. ':delayed:' .. kind, due, pointer)
          write(pointer, 'd', attempts, crashes, due, ring)
        end

        -- Since when the data are here without a loss.
        local function generation()
          local key = prefix .. ':generation'
          redis.call('SETNX', key, turn)
          return tonumber(redis.call('GET', key))
        end

        local function is_running(state) return state == 'r' or state == 'R' or state == 'c' end

        -- The record of a run, if its token is still the one that counts: whoever lost the lease changes nothing.
        local function run_of(pointer, token)
          local state, attempts, crashes, ref, ring = record(pointer)
          if ref == token and is_running(state) then return state, tonumber(attempts), tonumber(crashes), ring end
        end

        local function hold(pointer, expiry)
          redis.call('ZADD', leases, expiry, pointer)
          redis.call('SADD', prefix .. ':held:' .. line_of(pointer), pointer)
        end

        -- Ends a run's lease, which may make room for the next of its line.
        local function let_go(pointer, ring)
          local line = line_of(pointer)
          redis.call('ZREM', leases, pointer)
          redis.call('HDEL', prefix .. ':progress', pointer)
          redis.call('SREM', prefix .. ':held:' .. line, pointer)
          reopen(line, ring)
        end

        -- Ends a run: answers 1 and what its record said; 0 when its lease is lost; 2 when it was to be cancelled, which it now is.
        local function end_run(pointer, token)
          local state, attempts, crashes, ring = run_of(pointer, token)
          if not state then return 0 end
          let_go(pointer, ring)
          if state ~= 'c' then return 1, attempts, crashes, ring end
          redis.call('HDEL', jobs, pointer)
          return 2
        end
        """
}
