# Pushes to Sidekiq: queue_push.rb singly|bulk COUNT; prints jobs per second. In bulk a thousand a call, as Sidekiq advises.
require_relative "queue_empty_worker"

manner, count = ARGV[0], Integer(ARGV[1])
# The connection is no part of what is measured.
Sidekiq.redis(&:ping)
began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
case manner
when "singly" then count.times { |number| EmptyWorker.perform_async(number) }
when "bulk"
  count.times.each_slice(1000) do |slice|
    Sidekiq::Client.push_bulk("class" => EmptyWorker, "args" => slice.map { |number| [number] })
  end
else abort "singly or bulk"
end
puts (count / (Process.clock_gettime(Process::CLOCK_MONOTONIC) - began)).round
