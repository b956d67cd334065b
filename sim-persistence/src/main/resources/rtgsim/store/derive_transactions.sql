INSERT INTO transactions BY NAME
WITH RECURSIVE
arrivals AS (
    SELECT
        tx, tick, agent, counterparty, amount, CAST(a AS INTEGER) AS parent, CAST(b AS INTEGER) AS deadline,
        CAST(c & 15 AS UTINYINT) AS priority
    FROM events
    WHERE type = 'Arrival'),
settled AS (
    SELECT tx, tick, seq, CAST(reason AS VARCHAR) AS settled_by FROM events WHERE type = 'Settlement'
    UNION ALL
    SELECT
        n.tx, e.tick, e.seq,
        CASE WHEN e.type = 'LsmCycleSettlement' THEN CAST(e.reason AS VARCHAR) WHEN e.c = 1 THEN 'entry' ELSE 'bilateral' END
    FROM event_txs AS n
    JOIN (SELECT seq, tick, type, reason, c FROM events WHERE type IN ('LsmBilateralOffset', 'LsmCycleSettlement')) AS e ON e.seq = n.seq),
dropped AS (SELECT tx FROM events WHERE type = 'PolicyDrop'),
divided AS (SELECT tx FROM events WHERE type = 'PolicySplit'),
-- A transaction waits in the central queue from its last QueuedRtgs on, unless it was taken back since.
queued AS (
    SELECT tx, max(seq) FILTER (type = 'QueuedRtgs') > coalesce(max(seq) FILTER (type = 'PolicyHold'), -1) AS central
    FROM events
    WHERE type = 'QueuedRtgs' OR (type = 'PolicyHold' AND a = 1)
    GROUP BY tx),
own AS (
    SELECT
        a.*,
        s.tick AS settled_tick, s.seq AS settled_seq, s.settled_by,
        s.tx IS NOT NULL AS is_settled,
        p.tx IS NOT NULL AS is_divided,
        CASE
            WHEN s.tx IS NOT NULL THEN 'settled'
            WHEN d.tx IS NOT NULL THEN 'dropped'
            WHEN q.central THEN 'central'
            ELSE 'internal'
        END AS state
    FROM arrivals AS a
    LEFT JOIN settled AS s ON s.tx = a.tx
    LEFT JOIN dropped AS d ON d.tx = a.tx
    LEFT JOIN divided AS p ON p.tx = a.tx
    LEFT JOIN queued AS q ON q.tx = a.tx),
-- Every part with each of its ancestors.
lineage AS (
    SELECT tx AS part, parent AS ancestor FROM arrivals WHERE parent IS NOT NULL
    UNION ALL
    SELECT l.part, a.parent FROM lineage AS l JOIN arrivals AS a ON a.tx = l.ancestor WHERE a.parent IS NOT NULL),
-- A part has the arrival tick of its first ancestor.
origins AS (SELECT l.part AS tx, min(a.tick) AS tick FROM lineage AS l JOIN arrivals AS a ON a.tx = l.ancestor GROUP BY l.part),
-- What became of a divided transaction is what became of its last parts.
wholes AS (
    SELECT
        l.ancestor AS tx,
        CASE
            WHEN bool_or(o.state IN ('internal', 'central')) THEN 'split'
            WHEN bool_and(o.state = 'settled') THEN 'settled'
            WHEN bool_or(o.state = 'settled') THEN 'partly_settled'
            ELSE 'dropped'
        END AS state,
        max(o.settled_tick) AS settled_tick,
        arg_max(o.settled_by, o.settled_seq) AS settled_by
    FROM lineage AS l
    JOIN own AS o ON o.tx = l.part AND NOT o.is_divided
    GROUP BY l.ancestor),
ended AS (
    SELECT
        o.*,
        coalesce(w.state, o.state) AS status,
        coalesce(g.tick, o.tick) AS arrival_tick,
        CASE WHEN w.tx IS NULL THEN o.settled_tick WHEN w.state = 'settled' THEN w.settled_tick END AS final_tick,
        CASE WHEN w.tx IS NULL THEN o.settled_by WHEN w.state = 'settled' THEN w.settled_by END AS final_by
    FROM own AS o
    LEFT JOIN wholes AS w ON w.tx = o.tx
    LEFT JOIN origins AS g ON g.tx = o.tx)
SELECT
    tx, arrival_tick, agent AS sender_id, counterparty AS receiver_id, amount, deadline AS deadline_tick, priority, status,
    final_tick AS settled_tick, final_by AS settled_by, final_tick - arrival_tick AS waited_ticks, parent AS parent_tx
FROM ended
ORDER BY tx;
