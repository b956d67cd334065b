-- The ten columns over the typed ones, without a join. `event_rows` keeps the two typed keys beside them for the look-ups below.
CREATE VIEW event_rows AS
SELECT
    '${event_ids_start}' || lpad(lower(to_hex(seq)), 12, '0') AS event_id,  -- DuckDB 1.5 cannot make a UUID of a number; no file has 2^48 events
    ${simulation_id} AS simulation_id,
    tick,
    day,
    make_timestamp(
        ${first_opening_micros} + CAST(${calendar_day} AS BIGINT) * 86400000000
        + CAST(tick % ${ticks_per_day} AS BIGINT) * ${day_micros} // ${ticks_per_day}) AS event_timestamp,
    CAST(type AS VARCHAR) AS event_type,
    CASE type
        WHEN 'Arrival' THEN
            '{"sender_id":' || to_json(agent) || ',"receiver_id":' || to_json(counterparty) || ',"amount":' || amount || ',"deadline_tick":' || b
            || ',"priority":' || (c & 15) || ',"divisible":' || (c & 16 = 16)
            || CASE WHEN a IS NULL THEN '' ELSE ',"parent_tx_id":"' || format('tx_{:08d}', a) || '"' END
            || ',"origin":"' || reason || '"}'
        WHEN 'PolicySubmit' THEN
            '{"rtgs_priority":"' || reason || '","priority":' || c || '}'
        WHEN 'PolicyHold' THEN
            '{"reason":' || to_json(reason)
            || CASE WHEN c IS NULL THEN '' ELSE ',"new_priority":' || c END
            || CASE WHEN b IS NULL THEN '' ELSE ',"until_tick":' || b END
            || CASE WHEN a = 0 THEN '' ELSE ',"withdrawn":true' END || '}'
        WHEN 'PolicyDrop' THEN
            '{"reason":' || to_json(reason) || '}'
        WHEN 'PolicySplit' THEN
            '{"num_splits":' || a || ',' || substr(extra, 2)
        WHEN 'CollateralPost' THEN
            '{"amount":' || amount || ',"reason":' || to_json(reason) || ',"new_total":' || a || '}'
        WHEN 'CollateralWithdraw' THEN
            '{"amount":' || amount || ',"reason":' || to_json(reason) || ',"new_total":' || a || '}'
        WHEN 'Settlement' THEN
            '{"sender_id":' || to_json(agent) || ',"receiver_id":' || to_json(counterparty) || ',"amount":' || amount
            || ',"origin":"' || reason || '","waited_ticks":' || b || '}'
        WHEN 'QueuedRtgs' THEN
            '{"sender_id":' || to_json(agent) || ',"receiver_id":' || to_json(counterparty) || ',"amount":' || amount
            || ',"cause":"' || reason || '","shortfall":' || a || '}'
        WHEN 'LsmBilateralOffset' THEN
            substr(extra, 1, length(extra) - 1) || ',"amount_a":' || a || ',"amount_b":' || (amount - a)
            || ',"liquidity_used":' || abs(a - (amount - a)) || ',"at_entry":' || (c = 1) || '}'
        WHEN 'LsmCycleSettlement' THEN
            '{"method":"' || reason || '",' || substr(extra, 2, length(extra) - 2) || ',"total_value":' || amount || ',"liquidity_used":' || a || '}'
        WHEN 'CostAccrual' THEN
            '{"overdraft":' || b || ',"delay":' || a || ',"collateral":' || c
            || CASE
                   WHEN extra IS NULL THEN ',"liquidity":0,"deadline_penalty":0,"split_friction":0,"eod_penalty":0'
                   ELSE ',' || substr(extra, 2, length(extra) - 2)
               END
            || ',"total":' || amount || '}'
        WHEN 'EndOfDay' THEN
            '{"day":' || c || ',"unsettled_count":' || a || ',"unsettled_value":' || amount || ',"total_penalties":' || b || '}'
    END AS details,
    CAST(agent AS VARCHAR) AS agent_id,
    format('tx_{:08d}', tx) AS tx_id,
    created_at,
    seq,
    tx
FROM events;

CREATE VIEW simulation_events AS
SELECT event_id, simulation_id, tick, day, event_timestamp, event_type, details, agent_id, tx_id, created_at FROM event_rows;

-- The life of one transaction, offsets and splits included: SELECT * FROM events_of_tx('tx_00000001').
CREATE MACRO events_of_tx(id) AS TABLE
SELECT event_id, simulation_id, tick, day, event_timestamp, event_type, details, agent_id, tx_id, created_at
FROM event_rows
WHERE seq IN (
    SELECT e.seq FROM events AS e WHERE e.tx = TRY_CAST(substr(id, 4) AS INTEGER)
    UNION ALL
    SELECT n.seq FROM event_txs AS n WHERE n.tx = TRY_CAST(substr(id, 4) AS INTEGER))
ORDER BY seq;

-- One event: SELECT * FROM event_by_id('…').
CREATE MACRO event_by_id(id) AS TABLE
SELECT event_id, simulation_id, tick, day, event_timestamp, event_type, details, agent_id, tx_id, created_at
FROM event_rows
WHERE seq = TRY_CAST('0x' || substr(id, 20, 4) || substr(id, 25, 12) AS UBIGINT) - 9223372036854775808 AND event_id = lower(id);
