# The peer's worker of `ops/bench queue`: Sidekiq with its defaults, and a job that does nothing.
require "sidekiq"

# Debian's client otherwise warns at each push that an answer will change.
Redis.sadd_returns_boolean = false
Sidekiq.logger.level = Logger::ERROR
Sidekiq.configure_client { |config| config.redis = {url: ENV.fetch("REDIS_URL")} }
Sidekiq.configure_server { |config| config.redis = {url: ENV.fetch("REDIS_URL")} }

class EmptyWorker
  include Sidekiq::Worker

  def perform(_number)
  end
end
