INSERT INTO event_txs
SELECT tx, seq
FROM (
    SELECT CAST(a AS INTEGER) AS tx, seq FROM events WHERE type = 'Arrival' AND a IS NOT NULL
    UNION ALL
    SELECT CAST(substr(tx_id, 4) AS INTEGER), seq
    FROM (
        SELECT unnest(from_json(extra -> 'child_tx_ids', '["VARCHAR"]')) AS tx_id, seq FROM events WHERE type = 'PolicySplit'
        UNION ALL
        SELECT unnest(from_json(extra -> 'tx_ids', '["VARCHAR"]')), seq
        FROM events
        WHERE type IN ('LsmBilateralOffset', 'LsmCycleSettlement')))
ORDER BY tx, seq;
