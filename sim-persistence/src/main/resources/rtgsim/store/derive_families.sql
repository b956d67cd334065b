-- What was divided, and its parts, in a table for the time of sealing: what became of the whole, and when the first ancestor of a part arrived.
CREATE OR REPLACE TEMP TABLE families AS
WITH RECURSIVE
divided AS (SELECT tx FROM events WHERE type = 'PolicySplit'),
members AS MATERIALIZED (
    SELECT tx, tick, CAST(a AS INTEGER) AS parent
    FROM events
    WHERE type = 'Arrival' AND (a IS NOT NULL OR tx IN (SELECT a FROM events WHERE type = 'Arrival' AND a IS NOT NULL))),
last_parts AS (
    SELECT
        m.tx, s.tick AS settled_tick, s.seq AS settled_seq, s.settled_by,
        CASE WHEN s.tx IS NOT NULL THEN 'settled' WHEN d.tx IS NOT NULL THEN 'dropped' ELSE 'open' END AS state
    FROM members AS m
    LEFT JOIN settlements AS s ON s.tx = m.tx
    LEFT JOIN (SELECT tx FROM events WHERE type = 'PolicyDrop') AS d ON d.tx = m.tx
    WHERE m.tx NOT IN (SELECT tx FROM divided)),
-- Every part with each of its ancestors.
lineage AS (
    SELECT tx AS part, parent AS ancestor FROM members WHERE parent IS NOT NULL
    UNION ALL
    SELECT l.part, m.parent FROM lineage AS l JOIN members AS m ON m.tx = l.ancestor WHERE m.parent IS NOT NULL),
-- A part has the arrival tick of its first ancestor.
origins AS (SELECT l.part AS tx, min(m.tick) AS tick FROM lineage AS l JOIN members AS m ON m.tx = l.ancestor GROUP BY l.part),
-- What became of a divided transaction is what became of its last parts.
wholes AS (
    SELECT
        l.ancestor AS tx,
        CASE
            WHEN bool_or(p.state = 'open') THEN 'split'
            WHEN bool_and(p.state = 'settled') THEN 'settled'
            WHEN bool_or(p.state = 'settled') THEN 'partly_settled'
            ELSE 'dropped'
        END AS state,
        max(p.settled_tick) AS settled_tick,
        arg_max(p.settled_by, p.settled_seq) AS settled_by
    FROM lineage AS l
    JOIN last_parts AS p ON p.tx = l.part
    GROUP BY l.ancestor)
SELECT m.tx, m.parent, coalesce(o.tick, m.tick) AS arrival_tick, w.state, w.settled_tick, w.settled_by
FROM members AS m
LEFT JOIN wholes AS w ON w.tx = m.tx
LEFT JOIN origins AS o ON o.tx = m.tx;
