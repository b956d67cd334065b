-- What is needed to read the events, and what is known of the run as a whole: one row.
CREATE TABLE simulations (
    simulation_id   VARCHAR NOT NULL,
    status          VARCHAR NOT NULL CHECK (status IN ('running', 'interrupted', 'incomplete', 'sealed')),
    scenario_name   VARCHAR NOT NULL,
    scenario        VARCHAR NOT NULL,  -- in canonical form, JSON
    scenario_sha256 VARCHAR NOT NULL,
    seed            BIGINT NOT NULL,
    overrides       VARCHAR NOT NULL,  -- a JSON list of texts
    engine          VARCHAR NOT NULL,
    model_version   INTEGER NOT NULL,
    ticks           INTEGER NOT NULL,
    ticks_per_day   INTEGER NOT NULL,
    num_days        INTEGER NOT NULL,
    opening_time    TIME NOT NULL,
    closing_time    TIME NOT NULL,
    start_date      DATE NOT NULL,
    business_days   VARCHAR NOT NULL CHECK (business_days IN ('consecutive', 'weekdays')),
    reasons         VARCHAR NOT NULL,  -- a JSON list of texts, in the order of the header
    started_at      TIMESTAMP NOT NULL,
    sealed_at       TIMESTAMP,
    run_digest      VARCHAR,
    events          BIGINT,
    transactions    BIGINT
);

-- In agent order; balances are minor units. What is derived from the events is there once the run is sealed.
CREATE TABLE agents (
    position        INTEGER NOT NULL,
    agent_id        agent_id NOT NULL,
    opening_balance BIGINT NOT NULL,
    closing_balance BIGINT NOT NULL,
    sent_count      BIGINT NOT NULL,
    sent_value      HUGEINT NOT NULL,
    settled_count   BIGINT NOT NULL,
    settled_value   HUGEINT NOT NULL,
    received_count  BIGINT NOT NULL,
    received_value  HUGEINT NOT NULL
);

-- One row each, in the order of tx_id.
CREATE TABLE transactions (
    tx            INTEGER NOT NULL,
    tx_id         VARCHAR GENERATED ALWAYS AS (format('tx_{:08d}', tx)) VIRTUAL,
    arrival_tick  INTEGER NOT NULL,
    sender_id     agent_id NOT NULL,
    receiver_id   agent_id NOT NULL,
    amount        BIGINT NOT NULL,
    deadline_tick INTEGER NOT NULL,
    priority      UTINYINT NOT NULL,
    status        VARCHAR NOT NULL,
    settled_tick  INTEGER,
    settled_by    VARCHAR,
    waited_ticks  INTEGER,
    parent_tx     INTEGER,
    parent_tx_id  VARCHAR GENERATED ALWAYS AS (format('tx_{:08d}', parent_tx)) VIRTUAL
);
