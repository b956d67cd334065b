-- The log of one simulation, a row an event, in the order of seq. Numbers that have no place of their own stand in a, b and c:
--
--   type                agent   counterparty  tx      amount          a                b              c                          reason
--   Arrival             sender  receiver      tx      amount          parent's number  deadline_tick  priority + 16 × divisible  origin
--   PolicySubmit        agent                 tx                                                      priority                   rtgs_priority
--   PolicyHold          agent                 tx                      withdrawn 0 / 1  until_tick     new_priority               reason
--   PolicyDrop          agent                 tx                                                                                 reason
--   PolicySplit         agent                 parent                  num_splits
--   CollateralPost      agent                         amount          new_total                                                  reason
--   CollateralWithdraw  agent                         amount          new_total                                                  reason
--   Settlement          sender  receiver      tx      amount                           waited_ticks                              origin
--   QueuedRtgs          sender  receiver      tx      amount          shortfall                                                  cause
--   LsmBilateralOffset  payer   the other             all             amount_a                        at_entry 0 / 1
--   LsmCycleSettlement  payer                         total_value     liquidity_used                                             method
--   CostAccrual         agent                         total           delay            overdraft      collateral
--   EndOfDay                                          unsettled_value unsettled_count  total_penalties  day
--
-- extra is a JSON object with what varies in length, or is rare: child_tx_ids, release_ticks; agents, tx_ids, amounts, net_positions; liquidity,
-- deadline_penalty, split_friction, eod_penalty of a cost where one of them is not 0.
--
-- There is no primary key: seq is checked to be unique and without gaps when the file is sealed.

CREATE TYPE event_type AS ENUM (
    'Arrival', 'PolicySubmit', 'PolicyHold', 'PolicyDrop', 'PolicySplit', 'CollateralPost', 'CollateralWithdraw', 'Settlement', 'QueuedRtgs',
    'LsmBilateralOffset', 'LsmCycleSettlement', 'CostAccrual', 'EndOfDay');

-- The run's agents in agent order, then CENTRAL_BANK.
CREATE TYPE agent_id AS ENUM (${agent_ids});

-- The texts of all closed lists and the run's own reasons.
CREATE TYPE reason AS ENUM (${reasons});

CREATE TABLE events (
    seq          BIGINT NOT NULL CHECK (seq >= 0),
    tick         INTEGER NOT NULL CHECK (tick >= 0),
    day          INTEGER NOT NULL CHECK (day >= 0),
    type         event_type NOT NULL,
    agent        agent_id,
    counterparty agent_id,
    tx           INTEGER CHECK (tx >= 0),
    amount       BIGINT,
    a            BIGINT,
    b            BIGINT,
    c            BIGINT,
    reason       reason,
    created_at   TIMESTAMP NOT NULL,
    extra        VARCHAR
);
