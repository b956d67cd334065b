package rtgsim.ledger;

import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CreditLine;
import rtgsim.scenario.Limits;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Scenario;

/// What a scenario says of its agents, listed or of the population, as columns in agent order.
public final class AgentColumns {

    /// An agent of a population can post this many times its unsecured cap, as a listed one can by default.
    private static final long CAPACITY_OF_CAP = 10;

    private final long[] openingBalance;
    private final long[] unsecuredCap;
    private final long[] posted;
    private final long[] capacity;
    private final int[] haircutMicros;
    private final long[] dailyAllocation;
    private final long[] urgentReservation;
    private final long[] highlyUrgentReservation;
    private final Limits[] limits;
    private final Policy[] policy;

    public AgentColumns(Scenario scenario, AgentOrder order) {
        int count = order.count();
        openingBalance = new long[count];
        unsecuredCap = new long[count];
        posted = new long[count];
        capacity = new long[count];
        haircutMicros = new int[count];
        dailyAllocation = new long[count];
        urgentReservation = new long[count];
        highlyUrgentReservation = new long[count];
        limits = new Limits[count];
        policy = new Policy[count];
        for (int i = 0; i < scenario.agents().size(); i++) put(order.ofListed(i), scenario.agents().get(i));
        Population population = scenario.population();
        if (population != null) put(population, order);
    }

    private void put(int at, Agent agent) {
        openingBalance[at] = agent.openingBalance();
        unsecuredCap[at] = agent.unsecuredCap();
        posted[at] = agent.postedCollateral();
        capacity[at] = agent.maxCollateralCapacity();
        haircutMicros[at] = agent.haircutMicros();
        dailyAllocation[at] = agent.dailyAllocation();
        Reservations reservations = agent.reservations();
        urgentReservation[at] = reservations.urgent();
        highlyUrgentReservation[at] = reservations.highlyUrgent();
        limits[at] = agent.limits();
        policy[at] = agent.policy();
    }

    private void put(Population population, AgentOrder order) {
        long[] sizes = population.sizes();
        long[] balances = Population.shares(population.openingBalanceTotal(), sizes);
        long[] caps = Population.shares(population.unsecuredCapTotal(), sizes);
        for (int k = 0; k < population.count(); k++) {
            int at = order.ofPopulation(k);
            openingBalance[at] = balances[k];
            unsecuredCap[at] = caps[k];
            capacity[at] = Math.multiplyExact(CAPACITY_OF_CAP, caps[k]);
            limits[at] = Limits.NONE;
            policy[at] = population.policy();
        }
    }

    public int count() {
        return openingBalance.length;
    }

    /// A copy, as are all columns: whoever asks may change it.
    public long[] openingBalance() {
        return openingBalance.clone();
    }

    /// The credit that each agent has at the start: its unsecured cap and what its collateral is worth.
    public long[] creditLines() {
        long[] lines = new long[unsecuredCap.length];
        for (int agent = 0; agent < lines.length; agent++) {
            lines[agent] =
                    Math.addExact(unsecuredCap[agent], CreditLine.collateralValue(posted[agent], haircutMicros[agent]));
        }
        return lines;
    }

    public long[] unsecuredCap() {
        return unsecuredCap.clone();
    }

    public long[] posted() {
        return posted.clone();
    }

    long[] capacity() {
        return capacity.clone();
    }

    public int[] haircutMicros() {
        return haircutMicros.clone();
    }

    long[] dailyAllocation() {
        return dailyAllocation.clone();
    }

    public long[] urgentReservation() {
        return urgentReservation.clone();
    }

    public long[] highlyUrgentReservation() {
        return highlyUrgentReservation.clone();
    }

    public Limits limits(int agent) {
        return limits[agent];
    }

    public Policy policy(int agent) {
        return policy[agent];
    }
}
