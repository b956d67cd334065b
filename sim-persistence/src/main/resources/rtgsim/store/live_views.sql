-- Of a run that is being written, what the tables of these names will hold when it is complete, found in the events.

CREATE TEMP VIEW parties AS
SELECT agent, seq, CASE WHEN counterparty IS NULL OR tx IS NULL THEN 2 ELSE 0 END AS role FROM run.main.events WHERE agent IS NOT NULL
UNION ALL
SELECT counterparty, seq, CASE WHEN tx IS NULL THEN 2 ELSE 1 END FROM run.main.events WHERE counterparty IS NOT NULL
UNION ALL
SELECT CAST(agent AS agent_id), seq, 3
FROM (
    SELECT unnest(from_json(extra -> 'agents', '["VARCHAR"]')) AS agent, CAST(agent AS VARCHAR) AS payer, seq
    FROM run.main.events
    WHERE type = 'LsmCycleSettlement')
WHERE agent <> payer;

CREATE TEMP VIEW event_txs AS
SELECT CAST(a AS INTEGER) AS tx, seq FROM run.main.events WHERE type = 'Arrival' AND a IS NOT NULL
UNION ALL
SELECT CAST(substr(tx_id, 4) AS INTEGER), seq
FROM (
    SELECT unnest(from_json(extra -> 'child_tx_ids', '["VARCHAR"]')) AS tx_id, seq FROM run.main.events WHERE type = 'PolicySplit'
    UNION ALL
    SELECT unnest(from_json(extra -> 'tx_ids', '["VARCHAR"]')), seq
    FROM run.main.events
    WHERE type IN ('LsmBilateralOffset', 'LsmCycleSettlement'));
