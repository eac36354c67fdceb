-- For the purge of old keys.
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
