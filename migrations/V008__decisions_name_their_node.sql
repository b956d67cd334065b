-- Beside a policy or collateral event of an agent with decision trees: the number of the node that decided, counted from 0 through the trees of the scenario. It is
-- no part of the event: neither a detail nor in the digest.

ALTER TABLE events ADD COLUMN node INTEGER;
