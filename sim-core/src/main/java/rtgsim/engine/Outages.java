package rtgsim.engine;

/// Which agents are out, and until when. An agent that is out decides and submits nothing; what it has queued centrally still settles.
final class Outages {

    private final int[] untilTick;

    Outages(int agents) {
        untilTick = new int[agents];
    }

    /// The agent is out from now until before `tick`; a longer outage that runs already is not cut short.
    void goOut(int agent, int tick) {
        untilTick[agent] = Math.max(untilTick[agent], tick);
    }

    boolean isOut(int agent, int tick) {
        return tick < untilTick[agent];
    }
}
