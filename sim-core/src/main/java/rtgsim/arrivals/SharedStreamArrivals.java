package rtgsim.arrivals;

import java.util.NavigableMap;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Scenario;

/// Arrivals of the generator `xorshift64star`, which reproduces the one shared stream of an older simulator.
///
/// Agents draw in agent order, flows in the order of their list: the count, then for each transaction amount, receiver, deadline, priority. Receivers stand in
/// the order of the file, and one that a flow's weights do not name weighs 1.
///
/// Its page of the rule book leaves two things open. A `categorical` priority is chosen as a weighted receiver is, by taking weights off the target. An amount
/// is clamped to 10¹⁵ too, not only to at least 1.
public final class SharedStreamArrivals implements ArrivalSource {

    /// The largest λ: a count is drawn in one piece, whose exp(−λ) must stay well above the smallest double.
    static final double LAMBDA_MAX = 700;

    private final Flows flows;
    private final Xorshift64Star stream;

    /// @throws IllegalArgumentException if a flow cannot be drawn: its rate is too high, its weights leave nobody to pay, or its deadlines do not end
    public SharedStreamArrivals(Scenario scenario, AgentOrder order) {
        int[] inOrderOfFile = new int[order.count()];
        Agent[] inAgentOrder = new Agent[order.count()];
        for (int i = 0; i < inOrderOfFile.length; i++) {
            inOrderOfFile[i] = order.ofListed(i);
            inAgentOrder[order.ofListed(i)] = scenario.agents().get(i);
        }
        ReceiverRule rule =
                (sender, index, weights) -> weighted(order.ids().get(sender), sender, index, weights, inOrderOfFile);
        flows = new Flows(scenario, order, LAMBDA_MAX, LAMBDA_MAX, rule);
        stream = new Xorshift64Star(scenario.simulation().rngSeed());
        ReceiverDraw others = ReceiverDraw.allOthers(inOrderOfFile);
        for (int position = 0; position < inAgentOrder.length; position++) {
            Agent agent = inAgentOrder[position];
            FlowDraw[] draws = flows.draws(agent.arrivals());
            for (int i = 0; i < draws.length; i++) {
                Flow flow = agent.arrivals().get(i);
                NavigableMap<Integer, Double> weights = GeneratedArrivals.weights(agent.id(), i, flow, order);
                ReceiverDraw receiver = weights == null ? others : rule.weighted(position, i, weights);
                flows.add(agent.id(), position, i, flow, flow.ratePerTick(), draws[i], receiver, weights);
            }
        }
    }

    private static ReceiverDraw weighted(
            String id, int sender, int index, NavigableMap<Integer, Double> weights, int[] inOrderOfFile) {
        int[] places = new int[weights.size()];
        double[] listedWeights = new double[places.length];
        int listed = 0;
        double total = 0;
        for (int place = 0; place < inOrderOfFile.length; place++) {
            if (inOrderOfFile[place] == sender) continue;
            Double weight = weights.get(inOrderOfFile[place]);
            if (weight != null) {
                places[listed] = place;
                listedWeights[listed++] = weight;
            }
            total += weight == null ? 1 : weight;
        }
        GeneratedArrivals.refuseTotal(id, index, total);
        return ReceiverDraw.byWalk(inOrderOfFile, places, listedWeights, total);
    }

    @Override
    public void arrivals(int tick, ArrivalBatch batch) {
        flows.turnTo(tick);
        for (int flow = 0; flow < flows.count(); flow++) {
            if (!flows.drawsCount(flow)) continue;
            int transactions = flows.drawCount(flow, stream);
            flows.drawTransactions(tick, flow, transactions, stream, stream, stream, stream, batch);
        }
    }

    @Override
    public void globalRate(double multiplier) {
        flows.globalRate(multiplier);
    }

    @Override
    public void agentRate(int agent, double multiplier) {
        flows.agentRate(agent, multiplier);
    }

    @Override
    public void counterpartyWeight(int agent, int counterparty, double weight) {
        flows.counterpartyWeight(agent, counterparty, weight);
    }

    @Override
    public void deadlineWindow(int agent, int offsetMin, int offsetMax) {
        flows.deadlineWindow(agent, offsetMin, offsetMax);
    }
}
