# Watches Sidekiq work: queue_watch.rb COUNT; prints jobs per second from the last moment its queue was whole until it is
# empty. The up to ten jobs that are then at work are to the peer's advantage. Its counter, which it writes every five
# seconds only, has to reach COUNT afterwards.
require "redis"

count = Integer(ARGV[0])
redis = Redis.new(url: ENV.fetch("REDIS_URL"))
now = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }

# Yields every two milliseconds until the block answers true; gives up after SECONDS.
def await(seconds)
  deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
  until yield
    abort "Sidekiq did not do in #{seconds} s what was awaited" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline
    sleep 0.002
  end
end

began = now.call
await(60) do
  whole = redis.llen("queue:default") == count
  began = now.call if whole
  !whole
end
await(300) { redis.llen("queue:default").zero? }
ended = now.call
await(30) { redis.get("stat:processed").to_i == count }
puts (count / (ended - began)).round
