-- Two records that may be of one person, for somebody to decide. Of records and not of contacts: a merge hides the pair, and the
-- pair is back as it was when the merge is undone.
CREATE TABLE contact_duplicates (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT contact_duplicates_pkey PRIMARY KEY,
    first_id bigint NOT NULL CONSTRAINT contact_duplicates_first_id_fkey REFERENCES contacts,
    second_id bigint NOT NULL CONSTRAINT contact_duplicates_second_id_fkey REFERENCES contacts,
    -- Both of `sicstine.likeness`.
    confidence bigint NOT NULL,
    reasons text[] NOT NULL,
    found_at timestamptz NOT NULL,
    -- When somebody said that they are two. Such a row is kept for ever.
    dismissed_at timestamptz,
    CONSTRAINT contact_duplicates_records_key UNIQUE (first_id, second_id),
    CONSTRAINT contact_duplicates_order_check CHECK (first_id < second_id)
);
CREATE INDEX contact_duplicates_second_id_idx ON contact_duplicates (second_id);
CREATE INDEX contact_duplicates_open_idx ON contact_duplicates (confidence DESC, id) WHERE dismissed_at IS NULL;
