package rtgsim.store;

/// In which role a filter looks for an agent.
public enum AgentRole {
    /// As `agent_id`, as receiver, or as one of the agents of an offset.
    ANY,
    /// As `sender_id` of an arrival, a settlement or a queueing.
    SENDER,
    /// As `receiver_id` of one.
    RECEIVER
}
