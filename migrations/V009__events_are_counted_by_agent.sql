-- In how many events of each block of 16 384 an agent is, so that totals and the place of a page are known without reading all events. It takes the place of
-- `parties`, which had a row for each agent of each event. Sorted by agent and block.
--
--   first_seq  seq of the first event that the block could have
--   sent       events in which the agent is the sender of the transaction that arrives, settles or is queued
--   received   events in which it is its receiver
--   named      events in which it is in one of the two columns of `events` otherwise
--   member     events in which it is in neither: a further member of a cycle
CREATE TABLE agent_blocks (
    agent     agent_id NOT NULL,
    first_seq BIGINT NOT NULL,
    sent      INTEGER NOT NULL,
    received  INTEGER NOT NULL,
    named     INTEGER NOT NULL,
    member    INTEGER NOT NULL
);

-- The cycles that name an agent in neither of their two columns, sorted by both.
CREATE TABLE cycle_members (
    agent agent_id NOT NULL,
    seq   BIGINT NOT NULL
);

INSERT INTO cycle_members SELECT agent, seq FROM parties WHERE member ORDER BY agent, seq;

INSERT INTO agent_blocks
SELECT
    p.agent,
    p.seq // 16384 * 16384 AS block,
    count(*) FILTER (NOT p.member AND e.counterparty IS NOT NULL AND e.tx IS NOT NULL AND e.agent = p.agent),
    count(*) FILTER (NOT p.member AND e.counterparty IS NOT NULL AND e.tx IS NOT NULL AND e.agent <> p.agent),
    count(*) FILTER (NOT p.member AND (e.counterparty IS NULL OR e.tx IS NULL)),
    count(*) FILTER (p.member)
FROM parties AS p
JOIN events AS e ON e.seq = p.seq
GROUP BY p.agent, block
ORDER BY p.agent, block;

DROP TABLE parties;

-- The words of transactions as ENUMs, since half of the time of their insertion went into finding words that are the same; and their ids as above, with a third
-- of the work: DuckDB computes them at every insertion to see whether they can be.
CREATE TYPE transaction_status AS ENUM ('internal', 'central', 'settled', 'dropped', 'split', 'partly_settled');

CREATE TYPE settled_by AS ENUM (
    'immediate', 'queue', 'entry', 'bilateral', 'cycle', 'multilateral', 'all_or_nothing', 'optimal', 'liquidity');

ALTER TABLE transactions RENAME TO transactions_before;

CREATE TABLE transactions (
    tx            INTEGER NOT NULL,
    tx_id         VARCHAR GENERATED ALWAYS AS ('tx_' || to_base(tx, 10, 8)) VIRTUAL,
    arrival_tick  INTEGER NOT NULL,
    sender_id     agent_id NOT NULL,
    receiver_id   agent_id NOT NULL,
    amount        BIGINT NOT NULL,
    deadline_tick INTEGER NOT NULL,
    priority      UTINYINT NOT NULL,
    status        transaction_status NOT NULL,
    settled_tick  INTEGER,
    settled_by    settled_by,
    waited_ticks  INTEGER,
    parent_tx     INTEGER,
    parent_tx_id  VARCHAR GENERATED ALWAYS AS ('tx_' || to_base(parent_tx, 10, 8)) VIRTUAL
);

INSERT INTO transactions BY NAME SELECT * EXCLUDE (tx_id, parent_tx_id) FROM transactions_before ORDER BY tx;

DROP TABLE transactions_before;

-- A column costs 15 to 30 ns an event, whatever is in it. The day is that of the tick, so it is worked out where it is asked for; and nodes stand in runs alone in
-- which somebody decides by a tree.
ALTER TABLE events DROP COLUMN day;
${without_nodes}
-- The ten columns as before. A look-up by tx_id or event_id makes the text of all rows to compare it, so that text is made with the fewest and cheapest functions:
-- to_base is three times as fast as format, and twice as fast as lpad with to_hex, and a UUID writes itself in half of the time of that. Before DuckDB 2.0 no number
-- became a UUID: TRY_CAST is NULL there, and the other text is taken. concat, for which NULL is nothing, is planned in a part of the time of a chain of ||.
CREATE OR REPLACE VIEW event_rows AS
SELECT
    coalesce(
        CAST(TRY_CAST(TRY_CAST(CAST('${event_ids_start}000000000000' AS UUID) AS UHUGEINT) + CAST(seq AS UHUGEINT) AS UUID) AS VARCHAR),
        '${event_ids_start}' || lower(to_base(seq, 16, 12))) AS event_id,  -- no file has 2^48 events
    ${simulation_id} AS simulation_id,
    tick,
    tick // ${ticks_per_day} AS day,
    make_timestamp(
        ${first_opening_micros} + CAST(${calendar_day} AS BIGINT) * 86400000000
        + CAST(tick % ${ticks_per_day} AS BIGINT) * ${day_micros} // ${ticks_per_day}) AS event_timestamp,
    CAST(type AS VARCHAR) AS event_type,
    CASE type
        WHEN 'Arrival' THEN
            concat(
                '{"sender_id":', to_json(agent), ',"receiver_id":', to_json(counterparty), ',"amount":', amount, ',"deadline_tick":', b,
                ',"priority":', c & 15, ',"divisible":', c & 16 = 16, ',"parent_tx_id":"tx_' || to_base(a, 10, 8) || '"', ',"origin":"', reason, '"}')
        WHEN 'PolicySubmit' THEN
            concat('{"rtgs_priority":"', reason, '","priority":', c, '}')
        WHEN 'PolicyHold' THEN
            concat(
                '{"reason":', to_json(reason), ',"new_priority":' || c, ',"until_tick":' || b, CASE WHEN a = 0 THEN '' ELSE ',"withdrawn":true' END, '}')
        WHEN 'PolicyDrop' THEN
            concat('{"reason":', to_json(reason), '}')
        WHEN 'PolicySplit' THEN
            concat('{"num_splits":', a, ',', substr(extra, 2))
        WHEN 'CollateralPost' THEN
            concat('{"amount":', amount, ',"reason":', to_json(reason), ',"new_total":', a, '}')
        WHEN 'CollateralWithdraw' THEN
            concat('{"amount":', amount, ',"reason":', to_json(reason), ',"new_total":', a, '}')
        WHEN 'Settlement' THEN
            concat(
                '{"sender_id":', to_json(agent), ',"receiver_id":', to_json(counterparty), ',"amount":', amount, ',"origin":"', reason,
                '","waited_ticks":', b, '}')
        WHEN 'QueuedRtgs' THEN
            concat(
                '{"sender_id":', to_json(agent), ',"receiver_id":', to_json(counterparty), ',"amount":', amount, ',"cause":"', reason,
                '","shortfall":', a, '}')
        WHEN 'LsmBilateralOffset' THEN
            concat(
                substr(extra, 1, length(extra) - 1), ',"amount_a":', a, ',"amount_b":', amount - a, ',"liquidity_used":', abs(a - (amount - a)),
                ',"at_entry":', c = 1, '}')
        WHEN 'LsmCycleSettlement' THEN
            concat('{"method":"', reason, '",', substr(extra, 2, length(extra) - 2), ',"total_value":', amount, ',"liquidity_used":', a, '}')
        WHEN 'CostAccrual' THEN
            concat(
                '{"overdraft":', b, ',"delay":', a, ',"collateral":', c, ',',
                coalesce(
                    substr(extra, 2, length(extra) - 2), '"liquidity":0,"deadline_penalty":0,"split_friction":0,"eod_penalty":0'),
                ',"total":', amount, '}')
        WHEN 'EndOfDay' THEN
            concat('{"day":', c, ',"unsettled_count":', a, ',"unsettled_value":', amount, ',"total_penalties":', b, '}')
    END AS details,
    CAST(agent AS VARCHAR) AS agent_id,
    'tx_' || to_base(tx, 10, 8) AS tx_id,
    created_at,
    seq,
    tx
FROM events;
