-- Of files of schemas 3 to 8.
INSERT INTO parties
SELECT agent, seq, member
FROM (
    SELECT agent, seq, FALSE AS member FROM events WHERE agent IS NOT NULL
    UNION ALL
    SELECT counterparty, seq, FALSE FROM events WHERE counterparty IS NOT NULL
    UNION ALL
    SELECT CAST(agent AS agent_id), seq, TRUE
    FROM (
        SELECT unnest(from_json(extra -> 'agents', '["VARCHAR"]')) AS agent, CAST(agent AS VARCHAR) AS payer, seq
        FROM events
        WHERE type = 'LsmCycleSettlement')
    WHERE agent <> payer)
ORDER BY agent, seq;
