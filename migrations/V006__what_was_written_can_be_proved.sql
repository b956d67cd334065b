-- A batch is stored in one database transaction, together with its row here. digest_after is the run digest that the log would have if it ended with the
-- batch; it is NULL where something before is missing.
CREATE TABLE batches (
    first_seq    BIGINT NOT NULL CHECK (first_seq >= 0),
    last_seq     BIGINT NOT NULL CHECK (last_seq >= first_seq),
    digest_after VARCHAR,
    written_at   TIMESTAMP NOT NULL
);

-- What went otherwise than it should while the run was written: retries, batches found after an unknown outcome, fallbacks, gaps, faults, replays.
-- first_seq and last_seq name the events it is about. The rows are there once the run is complete; before, they are in the file beside.
CREATE TABLE incidents (
    noted_at  TIMESTAMP NOT NULL,
    kind      VARCHAR NOT NULL CHECK (kind IN ('retry', 'found', 'fallback', 'gap', 'fault', 'replay')),
    first_seq BIGINT,
    last_seq  BIGINT,
    message   VARCHAR NOT NULL
);

-- Minor units, in agent order, a JSON list: with it the header is whole before the first event.
ALTER TABLE simulations ADD COLUMN opening_balances VARCHAR;
