-- What settled moved money once: a divided transaction moves none, its parts do.
INSERT INTO agents
WITH
moved AS (
    SELECT t.sender_id, t.receiver_id, t.amount, t.settled_by <> 'liquidity' AS is_payment
    FROM transactions AS t
    WHERE t.status = 'settled' AND NOT EXISTS (SELECT 1 FROM transactions AS part WHERE part.parent_tx = t.tx)),
sent AS (
    SELECT
        sender_id AS agent, sum(amount) AS all_value, count(*) FILTER (is_payment) AS payments,
        coalesce(sum(amount) FILTER (is_payment), 0) AS payment_value
    FROM moved
    GROUP BY sender_id),
received AS (
    SELECT
        receiver_id AS agent, sum(amount) AS all_value, count(*) FILTER (is_payment) AS payments,
        coalesce(sum(amount) FILTER (is_payment), 0) AS payment_value
    FROM moved
    GROUP BY receiver_id),
arrived AS (
    SELECT sender_id AS agent, count(*) AS payments, sum(amount) AS payment_value
    FROM transactions
    WHERE parent_tx IS NULL AND settled_by IS DISTINCT FROM 'liquidity'
    GROUP BY sender_id)
SELECT
    h.position,
    h.agent,
    h.opening_balance,
    h.opening_balance + coalesce(r.all_value, 0) - coalesce(s.all_value, 0),
    coalesce(a.payments, 0),
    coalesce(a.payment_value, 0),
    coalesce(s.payments, 0),
    coalesce(s.payment_value, 0),
    coalesce(r.payments, 0),
    coalesce(r.payment_value, 0)
FROM run_agents() AS h
LEFT JOIN sent AS s ON s.agent = h.agent
LEFT JOIN received AS r ON r.agent = h.agent
LEFT JOIN arrived AS a ON a.agent = h.agent
ORDER BY h.position;
