INSERT INTO cycle_members
SELECT CAST(agent AS agent_id) AS agent, seq
FROM (
    SELECT unnest(from_json(extra -> 'agents', '["VARCHAR"]')) AS agent, CAST(agent AS VARCHAR) AS payer, seq
    FROM events
    WHERE type = 'LsmCycleSettlement')
WHERE agent <> payer
ORDER BY agent, seq;
