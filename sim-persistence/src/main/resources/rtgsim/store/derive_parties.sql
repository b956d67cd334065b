INSERT INTO parties
SELECT agent, seq, role
FROM (
    SELECT agent, seq, CASE WHEN counterparty IS NULL OR tx IS NULL THEN 2 ELSE 0 END AS role FROM events WHERE agent IS NOT NULL
    UNION ALL
    SELECT counterparty, seq, CASE WHEN tx IS NULL THEN 2 ELSE 1 END FROM events WHERE counterparty IS NOT NULL
    UNION ALL
    SELECT CAST(agent AS agent_id), seq, 3
    FROM (
        SELECT unnest(from_json(extra -> 'agents', '["VARCHAR"]')) AS agent, CAST(agent AS VARCHAR) AS payer, seq
        FROM events
        WHERE type = 'LsmCycleSettlement')
    WHERE agent <> payer)
ORDER BY agent, seq;
