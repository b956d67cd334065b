-- Every agent that an event involves, sorted by agent and seq. `member` marks those that stand in neither column of `events`: the others of a cycle.
CREATE TABLE parties (
    agent  agent_id NOT NULL,
    seq    BIGINT NOT NULL,
    member BOOLEAN NOT NULL
);

-- Every transaction that an event names beside its own, sorted by both: members of an offset, parts of a split, the parent of an arriving part.
CREATE TABLE event_txs (
    tx  INTEGER NOT NULL,
    seq BIGINT NOT NULL
);
