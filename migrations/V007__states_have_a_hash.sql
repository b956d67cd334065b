-- The hash of the state that the engine held at the end of each day; a replay of the events gives the same (docs/events.md).
CREATE TABLE state_hashes (
    day        INTEGER NOT NULL,
    state_hash VARCHAR NOT NULL
);
