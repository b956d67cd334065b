-- The rows of agent_ticks, from the events; so a file from before that table is read too.
WITH
offsets AS (
    SELECT t.sender_id, t.receiver_id, e.tick, t.amount
    FROM event_txs AS n
    JOIN (SELECT seq, tick FROM events WHERE type IN ('LsmBilateralOffset', 'LsmCycleSettlement')) AS e ON e.seq = n.seq
    JOIN transactions AS t ON t.tx = n.tx),
moves AS (
    SELECT agent, tick, amount AS money, 0 AS joined, 0 AS joined_value FROM (
        SELECT agent, tick, -amount AS amount FROM events WHERE type = 'Settlement'
        UNION ALL
        SELECT counterparty, tick, amount FROM events WHERE type = 'Settlement'
        UNION ALL
        SELECT sender_id, tick, -amount FROM offsets
        UNION ALL
        SELECT receiver_id, tick, amount FROM offsets)
    UNION ALL
    SELECT agent, tick, 0, 1, amount FROM events WHERE type = 'Arrival'
    UNION ALL
    SELECT agent, tick, 0, -1, -amount FROM events WHERE type = 'Settlement'
    UNION ALL
    SELECT sender_id, tick, 0, -1, -amount FROM offsets
    UNION ALL
    SELECT e.agent, e.tick, 0, -1, -t.amount
    FROM (SELECT agent, tick, tx FROM events WHERE type IN ('PolicyDrop', 'PolicySplit')) AS e
    JOIN transactions AS t ON t.tx = e.tx),
changes AS (
    SELECT agent, tick, sum(money) AS money, sum(joined) AS joined, sum(joined_value) AS joined_value
    FROM moves
    GROUP BY agent, tick
    HAVING sum(money) <> 0 OR sum(joined) <> 0 OR sum(joined_value) <> 0)
SELECT
    c.agent,
    c.tick,
    CAST(a.opening_balance + sum(c.money) OVER so_far AS BIGINT) AS balance,
    CAST(sum(c.joined) OVER so_far AS BIGINT) AS queue_count,
    sum(c.joined_value) OVER so_far AS queue_value
FROM changes AS c
JOIN agents AS a ON a.agent_id = c.agent
WINDOW so_far AS (PARTITION BY c.agent ORDER BY c.tick)
ORDER BY c.agent, c.tick
