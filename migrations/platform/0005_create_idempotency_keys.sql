-- The answers given under an Idempotency-Key, written in the same transaction as the effect. Each venue has its own.
CREATE TABLE idempotency_keys (
    actor_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    -- SHA-256 of the request: the same key with another request is refused.
    fingerprint bytea NOT NULL,
    -- NULL until the answer is known, which no other transaction ever sees.
    status bigint,
    location text,
    body bytea,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (actor_id, key)
);
