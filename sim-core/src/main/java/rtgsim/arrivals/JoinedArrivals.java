package rtgsim.arrivals;

/// What a scenario generates and what its payments file records, in one run: in each tick all generated transactions, then the rows of the file.
final class JoinedArrivals implements ArrivalSource {

    private final ArrivalSource generated;
    private final GivenArrivals given;

    JoinedArrivals(ArrivalSource generated, GivenArrivals given) {
        this.generated = generated;
        this.given = given;
    }

    @Override
    public void arrivals(int tick, ArrivalBatch batch) {
        generated.arrivals(tick, batch);
        given.arrivals(tick, batch);
    }

    // Scheduled changes are of flows; what is recorded stays as it was.

    @Override
    public void globalRate(double multiplier) {
        generated.globalRate(multiplier);
    }

    @Override
    public void agentRate(int agent, double multiplier) {
        generated.agentRate(agent, multiplier);
    }

    @Override
    public void counterpartyWeight(int agent, int counterparty, double weight) {
        generated.counterpartyWeight(agent, counterparty, weight);
    }

    @Override
    public void deadlineWindow(int agent, int offsetMin, int offsetMax) {
        generated.deadlineWindow(agent, offsetMin, offsetMax);
    }
}
