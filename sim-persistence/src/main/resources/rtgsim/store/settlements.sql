-- When each transaction settled and by what, alone or in an offset.
CREATE OR REPLACE TEMP VIEW settlements AS
SELECT tx, tick, seq, CAST(reason AS VARCHAR) AS settled_by FROM events WHERE type = 'Settlement'
UNION ALL
SELECT
    n.tx, e.tick, e.seq,
    CASE WHEN e.type = 'LsmCycleSettlement' THEN CAST(e.reason AS VARCHAR) WHEN e.c = 1 THEN 'entry' ELSE 'bilateral' END
FROM event_txs AS n
JOIN (SELECT seq, tick, type, reason, c FROM events WHERE type IN ('LsmBilateralOffset', 'LsmCycleSettlement')) AS e ON e.seq = n.seq;
