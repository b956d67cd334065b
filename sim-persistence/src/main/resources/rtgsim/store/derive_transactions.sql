-- The transactions from ${from} until before ${until}, in order of their number: a join whose hash tables stay in memory, whatever the length of the run.
INSERT INTO transactions BY NAME
WITH
arrivals AS (
    SELECT
        tx, tick, agent, counterparty, amount, CAST(a AS INTEGER) AS parent, CAST(b AS INTEGER) AS deadline,
        CAST(c & 15 AS UTINYINT) AS priority
    FROM events
    WHERE type = 'Arrival' AND tx >= ${from} AND tx < ${until}),
settled AS (SELECT tx, tick, settled_by FROM settlements WHERE tx >= ${from} AND tx < ${until}),
dropped AS (SELECT tx FROM events WHERE type = 'PolicyDrop' AND tx >= ${from} AND tx < ${until}),
-- A transaction waits in the central queue from its last QueuedRtgs on, unless it was taken back since.
queued AS (
    SELECT tx, max(seq) FILTER (type = 'QueuedRtgs') > coalesce(max(seq) FILTER (type = 'PolicyHold'), -1) AS central
    FROM events
    WHERE tx >= ${from} AND tx < ${until} AND (type = 'QueuedRtgs' OR (type = 'PolicyHold' AND a = 1))
    GROUP BY tx),
ended AS (
    SELECT
        a.*,
        CASE
            WHEN f.state IS NOT NULL THEN f.state
            WHEN s.tx IS NOT NULL THEN 'settled'
            WHEN d.tx IS NOT NULL THEN 'dropped'
            WHEN q.central THEN 'central'
            ELSE 'internal'
        END AS status,
        coalesce(f.arrival_tick, a.tick) AS arrival_tick,
        CASE WHEN f.state IS NULL THEN s.tick WHEN f.state = 'settled' THEN f.settled_tick END AS settled_tick,
        CASE WHEN f.state IS NULL THEN s.settled_by WHEN f.state = 'settled' THEN f.settled_by END AS settled_by
    FROM arrivals AS a
    LEFT JOIN settled AS s ON s.tx = a.tx
    LEFT JOIN dropped AS d ON d.tx = a.tx
    LEFT JOIN queued AS q ON q.tx = a.tx
    LEFT JOIN families AS f ON f.tx = a.tx)
SELECT
    tx, arrival_tick, agent AS sender_id, counterparty AS receiver_id, amount, deadline AS deadline_tick, priority, status, settled_tick, settled_by,
    settled_tick - arrival_tick AS waited_ticks, parent AS parent_tx
FROM ended
ORDER BY tx;
