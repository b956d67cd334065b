package rtgsim.store;

/// An agent at the end of a tick in which something of it changed: a row of the table `agent_ticks`.
///
/// @param queueCount transactions in its internal queue and its part of the central one, together
/// @param queueValue of these, minor units
public record AgentTick(int tick, long balance, long queueCount, long queueValue) {}
