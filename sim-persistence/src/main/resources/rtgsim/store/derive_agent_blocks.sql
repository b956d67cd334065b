INSERT INTO agent_blocks
SELECT
    agent, block * ${block_events}, count(*) FILTER (role = 'sent'), count(*) FILTER (role = 'received'), count(*) FILTER (role = 'named'),
    count(*) FILTER (role = 'member')
FROM (
    SELECT agent, seq // ${block_events} AS block, CASE WHEN counterparty IS NULL OR tx IS NULL THEN 'named' ELSE 'sent' END AS role
    FROM events
    WHERE agent IS NOT NULL
    UNION ALL
    SELECT counterparty, seq // ${block_events}, CASE WHEN tx IS NULL THEN 'named' ELSE 'received' END
    FROM events
    WHERE counterparty IS NOT NULL
    UNION ALL
    SELECT agent, seq // ${block_events}, 'member' FROM cycle_members)
GROUP BY agent, block
ORDER BY agent, block;
