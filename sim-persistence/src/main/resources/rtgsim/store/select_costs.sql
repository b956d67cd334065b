-- The components of the costs in their own columns, a row an event; `extra` has the rare ones.
SELECT
    seq, tick, tick // (SELECT ticks_per_day FROM simulations) AS day, agent, counterparty, tx, type, amount,
    b AS overdraft,
    a AS delay,
    c AS collateral,
    coalesce(CAST(extra ->> 'liquidity' AS BIGINT), 0) AS liquidity,
    coalesce(CAST(extra ->> 'deadline_penalty' AS BIGINT), 0) AS deadline_penalty,
    coalesce(CAST(extra ->> 'split_friction' AS BIGINT), 0) AS split_friction,
    coalesce(CAST(extra ->> 'eod_penalty' AS BIGINT), 0) AS eod_penalty,
    amount AS total
FROM events
WHERE type = 'CostAccrual'
