-- What the worker derives from events. All of it can be dropped and made again from them.

-- Whoever consolidates holds this row: one at a time.
CREATE TABLE consolidations (
    id bigint CONSTRAINT consolidations_pkey PRIMARY KEY
);

INSERT INTO consolidations (id) VALUES (1);

-- A browser, a device, or one purchase at a kiosk: `key` is the device, and for a shared one the beginning of its session too.
-- A shared device is `shared:`, its application and its own name, apart from whatever else bears that name.
CREATE TABLE visitors (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT visitors_pkey PRIMARY KEY,
    key text COLLATE "C" NOT NULL CONSTRAINT visitors_key_key UNIQUE
);

-- Ends after thirty minutes without an action; on a shared device also with a purchase.
CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT sessions_pkey PRIMARY KEY,
    device text COLLATE "C" NOT NULL,
    visitor_id bigint NOT NULL,
    -- Where it began.
    application_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    -- Its first action.
    first_batch bigint NOT NULL,
    first_item bigint NOT NULL,
    actions bigint NOT NULL,
    page_views bigint NOT NULL,
    -- Ended by a purchase on a shared device: what follows is someone else's.
    is_closed boolean NOT NULL,
    entry_path text,
    -- Of its first touch; without one it is direct.
    channel_group text NOT NULL,
    source text,
    medium text,
    campaign text,
    CONSTRAINT sessions_device_started_at_key UNIQUE (device, started_at)
) WITH (fillfactor = 80);

CREATE INDEX sessions_device_ended_at_idx ON sessions (device, ended_at);

CREATE INDEX sessions_visitor_id_idx ON sessions (visitor_id);

CREATE INDEX sessions_started_at_idx ON sessions (started_at);

-- What visitors did: a row an event, or as many as the event has items.
CREATE TABLE visitor_actions (
    batch bigint NOT NULL,
    item bigint NOT NULL,
    part bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    session_id bigint NOT NULL,
    basket_id bigint,
    application_id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    action text NOT NULL,
    path text,
    show_ref text COLLATE "C",
    performance_ref text COLLATE "C",
    price_category text,
    channel text,
    quantity bigint,
    amount bigint,
    -- The venue's own id of the person, told by the application.
    user_ref text COLLATE "C",
    order_ref text COLLATE "C",
    CONSTRAINT visitor_actions_pkey PRIMARY KEY (batch, item, part)
) WITH (fillfactor = 90);

CREATE INDEX visitor_actions_session_id_idx ON visitor_actions (session_id);

CREATE INDEX visitor_actions_basket_id_idx ON visitor_actions (basket_id) WHERE basket_id IS NOT NULL;

CREATE INDEX visitor_actions_show_ref_idx ON visitor_actions (show_ref, occurred_at) WHERE show_ref IS NOT NULL;

CREATE INDEX visitor_actions_user_ref_idx ON visitor_actions (user_ref) WHERE user_ref IS NOT NULL;

CREATE INDEX visitor_actions_order_ref_idx ON visitor_actions (order_ref) WHERE order_ref IS NOT NULL;

-- An arrival with a source: by a campaign, a click, a referrer or a share link. Payment providers and the venue's own pages
-- are none.
CREATE TABLE touches (
    batch bigint NOT NULL,
    item bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,
    channel_group text NOT NULL,
    source text,
    medium text,
    campaign text,
    term text,
    content text,
    campaign_id text,
    click_id text,
    referrer_host text,
    share_token text COLLATE "C",
    CONSTRAINT touches_pkey PRIMARY KEY (batch, item)
);

CREATE INDEX touches_device_idx ON touches (device, occurred_at);

CREATE INDEX touches_share_token_idx ON touches (share_token) WHERE share_token IS NOT NULL;

-- What a device holds: closed by an order, or by 24 hours (on a shared device 30 minutes) without a change.
CREATE TABLE baskets (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT baskets_pkey PRIMARY KEY,
    device text COLLATE "C" NOT NULL,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    -- How long it stays open without a change.
    patience interval NOT NULL,
    -- 0: a checkout of which nobody saw what was in the basket.
    additions bigint NOT NULL,
    -- Closed by an order, at `changed_at`.
    is_closed boolean NOT NULL,
    order_ref text COLLATE "C",
    CONSTRAINT baskets_device_opened_at_key UNIQUE (device, opened_at)
) WITH (fillfactor = 80);

CREATE INDEX baskets_device_changed_at_idx ON baskets (device, changed_at);

-- A link someone shared, told by the action `share`; of two with one token the first is kept.
CREATE TABLE share_links (
    token text COLLATE "C" CONSTRAINT share_links_pkey PRIMARY KEY,
    batch bigint NOT NULL,
    item bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    shared_at timestamptz NOT NULL,
    show_ref text COLLATE "C",
    order_ref text COLLATE "C"
);

CREATE INDEX share_links_batch_idx ON share_links (batch);

-- Who a session says it was: the person the application knows, or the buyer of the order that was placed.
CREATE VIEW session_evidence AS
SELECT DISTINCT a.session_id, c.id AS contact_id
FROM visitor_actions a JOIN contacts c ON c.external_id = a.user_ref
UNION
SELECT a.session_id, o.buyer_id
FROM visitor_actions a JOIN orders o ON o.external_id = a.order_ref
WHERE a.action = 'order_placed';

-- The contact a visitor is known to be. Two people on one device stay two: then no visitor is linked, only sessions are.
CREATE VIEW visitor_contacts AS
SELECT s.visitor_id, min(e.contact_id) AS contact_id
FROM session_evidence e JOIN sessions s ON s.id = e.session_id
GROUP BY s.visitor_id
HAVING count(DISTINCT e.contact_id) = 1;

-- The contact of each session: the one it says, else, where it has pages, the visitor's, in sessions before and after too.
-- What servers tell has none: under one name they may tell of many people.
CREATE VIEW session_contacts AS
SELECT s.id AS session_id, COALESCE(own.contact_id, v.contact_id) AS contact_id
FROM sessions s
    LEFT JOIN (
        SELECT session_id, min(contact_id) AS contact_id, count(DISTINCT contact_id) AS contacts
        FROM session_evidence GROUP BY session_id
    ) own ON own.session_id = s.id
    LEFT JOIN visitor_contacts v ON v.visitor_id = s.visitor_id AND s.page_views > 0
WHERE COALESCE(own.contacts, 1) = 1 AND COALESCE(own.contact_id, v.contact_id) IS NOT NULL;

-- The session that carried an order: of several that tell its number, one with pages before a server's, then the first.
CREATE VIEW session_orders AS
SELECT DISTINCT ON (a.order_ref) a.order_ref, a.session_id, a.occurred_at, o.id AS order_id
FROM visitor_actions a
    JOIN sessions s ON s.id = a.session_id
    LEFT JOIN orders o ON o.external_id = a.order_ref
WHERE a.action = 'order_placed' AND a.order_ref IS NOT NULL
ORDER BY a.order_ref, s.page_views > 0 DESC, a.occurred_at, a.batch, a.item;

-- Sessions that a share link brought, the sharer's own device excepted.
CREATE VIEW share_visits AS
SELECT DISTINCT l.token, s.id AS session_id, s.visitor_id, s.started_at
FROM share_links l
    JOIN touches t ON t.share_token = l.token AND t.device <> l.device
    JOIN sessions s ON s.device = t.device AND s.started_at <= t.occurred_at AND s.ended_at >= t.occurred_at;
