-- An agent at the end of a tick, a row where something changed. Before its first row it has its opening balance and waits for nothing. The queues are its
-- internal one and its part of the central one together: what arrived and is neither settled, dropped nor divided.
CREATE TABLE agent_ticks (
    agent       agent_id NOT NULL,
    tick        INTEGER NOT NULL,
    balance     BIGINT NOT NULL,
    queue_count BIGINT NOT NULL,
    queue_value HUGEINT NOT NULL
);

-- What a day cost an agent, by component.
CREATE TABLE costs (
    agent            agent_id NOT NULL,
    day              INTEGER NOT NULL,
    overdraft        HUGEINT NOT NULL,
    delay            HUGEINT NOT NULL,
    collateral       HUGEINT NOT NULL,
    liquidity        HUGEINT NOT NULL,
    deadline_penalty HUGEINT NOT NULL,
    split_friction   HUGEINT NOT NULL,
    eod_penalty      HUGEINT NOT NULL,
    total            HUGEINT NOT NULL
);
