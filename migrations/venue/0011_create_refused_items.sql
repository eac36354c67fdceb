-- What the door did not let in, for seven days, so that someone can see why and have it tried again.
CREATE TABLE refused_items (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT refused_items_pkey PRIMARY KEY,
    application_id bigint NOT NULL,
    reason text NOT NULL,
    -- What the path said it was; NULL where the item says it, or should.
    kind text,
    message_id text,
    refused_at timestamptz NOT NULL,
    -- What the payload no longer says of how the visitor came: the name of a click id, and the link that was followed.
    click_id text,
    share_token text COLLATE "C",
    -- NULL where keeping it would keep what may not be kept, or where it is too large.
    payload json
);

CREATE INDEX refused_items_application_id_idx ON refused_items (application_id, id);

CREATE INDEX refused_items_refused_at_idx ON refused_items USING brin (refused_at);

-- What a venue expects of an application: an action, seen or not.
CREATE TABLE balises (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT balises_pkey PRIMARY KEY,
    application_id bigint NOT NULL,
    action text NOT NULL,
    label text NOT NULL,
    silent_after_seconds bigint NOT NULL
        CONSTRAINT balises_silent_after_seconds_check CHECK (silent_after_seconds BETWEEN 60 AND 31536000),
    declared_at timestamptz NOT NULL,
    last_event_at timestamptz,
    CONSTRAINT balises_action_key UNIQUE (application_id, action)
);

-- A venue's own word on hosts that send visitors, before the table everyone has.
CREATE TABLE referrer_hosts (
    host text COLLATE "C" CONSTRAINT referrer_hosts_pkey PRIMARY KEY,
    source text NOT NULL,
    kind text NOT NULL CONSTRAINT referrer_hosts_kind_check
        CHECK (kind IN ('search', 'social', 'video', 'shopping', 'ai', 'email', 'payment', 'referral'))
);
