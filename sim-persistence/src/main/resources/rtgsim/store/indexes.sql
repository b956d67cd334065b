-- A file holds one simulation, so the indexes need no column for it.
CREATE INDEX idx_sim_events_sim_tick ON events (tick);
CREATE INDEX idx_sim_events_sim_agent ON events (agent);
CREATE INDEX idx_sim_events_sim_tx ON events (tx);
CREATE INDEX idx_sim_events_sim_type ON events (type);
CREATE INDEX idx_sim_events_sim_day ON events ((tick // ${ticks_per_day}));
CREATE INDEX idx_sim_events_composite ON events (tick, type);
