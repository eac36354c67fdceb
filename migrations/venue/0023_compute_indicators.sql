-- Not before; NULL: at once.
ALTER TABLE indicator_marks ADD COLUMN due_at timestamptz;

-- What a contact's own history says of it: each value, its level, all for the instant `history_computed_for`.
ALTER TABLE contact_indicators
    ADD COLUMN child_product boolean NOT NULL DEFAULT false,
    ADD COLUMN child_product_level bigint NOT NULL DEFAULT 0,
    ADD COLUMN member boolean NOT NULL DEFAULT false,
    ADD COLUMN member_level bigint NOT NULL DEFAULT 0,
    -- Purchases on the preferred type of channel, and which that is.
    ADD COLUMN sales_channel bigint,
    ADD COLUMN sales_channel_type text,
    ADD COLUMN sales_channel_level bigint NOT NULL DEFAULT 0,
    ADD COLUMN subscriber boolean NOT NULL DEFAULT false,
    ADD COLUMN subscriber_level bigint NOT NULL DEFAULT 0,
    -- NULL, both: the birth date is not known, or no season holds the date.
    ADD COLUMN young boolean,
    ADD COLUMN young_level bigint,
    -- In hours.
    ADD COLUMN booking_lead bigint,
    ADD COLUMN booking_lead_level bigint NOT NULL DEFAULT 0,
    -- Performances of the favourite genre, and which that is.
    ADD COLUMN genre_affinity bigint NOT NULL DEFAULT 0,
    ADD COLUMN genre_affinity_genre text,
    ADD COLUMN genre_affinity_level bigint NOT NULL DEFAULT 0;

-- Who held a line by an overtaken word.
CREATE INDEX order_line_versions_holder_id_idx ON order_line_versions (holder_id) WHERE holder_id IS NOT NULL;

-- Each line as last told beside what its order says, and the instant that word holds from. Where that is not later than an
-- instant, the line's state then is this one; else `line_states` knows it.
CREATE VIEW told_lines AS
SELECT l.id AS line_id, l.order_id, o.buyer_id, o.ordered_at, o.channel,
    COALESCE(l.status_at,
        CASE WHEN l.source_updated_at = '-infinity'
                OR l.source_updated_at = l.first_updated_at AND l.status IN ('sold', 'reserved') THEN o.ordered_at
            ELSE l.source_updated_at END) AS since,
    l.source_updated_at <> l.first_updated_at AS has_other_words,
    l.status, l.family, l.performance_id, l.season_id, l.product_id, l.audience_category_id, l.valid_from, l.valid_to,
    l.holder_id, l.amount
FROM order_lines l JOIN orders o ON o.id = l.order_id;

-- What a contact shared, and whom that brought. One bound for all contacts: every computation is of all who share.
ALTER TABLE contact_indicators
    ADD COLUMN social_engagement bigint NOT NULL DEFAULT 0,
    ADD COLUMN social_engagement_level bigint NOT NULL DEFAULT 0,
    ADD COLUMN social_influence bigint NOT NULL DEFAULT 0,
    ADD COLUMN social_influence_level bigint NOT NULL DEFAULT 0;
ALTER TABLE indicator_epochs ADD COLUMN social_computed_for timestamptz;

-- Whose link it is: of the contact of the session it was shared in, or else of the buyer of the order it tells of.
CREATE VIEW share_link_contacts AS
SELECT DISTINCT ON (l.token) l.token, l.shared_at, l.order_ref, COALESCE(c.contact_id, m.contact_id, o.buyer_id) AS contact_id
FROM share_links l
    LEFT JOIN sessions s ON s.device = l.device AND s.started_at <= l.shared_at AND s.ended_at >= l.shared_at
    LEFT JOIN session_contacts c ON c.session_id = s.id
    LEFT JOIN orders o ON o.external_id = l.order_ref AND o.source = 'venue'
    LEFT JOIN contact_members m ON m.member_id = o.buyer_id
WHERE COALESCE(c.contact_id, o.buyer_id) IS NOT NULL
ORDER BY l.token, s.started_at DESC;
