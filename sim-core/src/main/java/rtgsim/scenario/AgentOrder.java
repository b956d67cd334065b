package rtgsim.scenario;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All agents of a scenario in agent order: by the bytes of their ids in UTF-8. Their positions are what the kernel and the log call agents.
public final class AgentOrder {

    private final List<String> ids;
    private final int[] ofListed;
    private final int[] ofPopulation;
    private final Map<String, Integer> positions;

    public AgentOrder(Scenario scenario) {
        List<String> unordered = new ArrayList<>();
        for (Agent agent : scenario.agents()) unordered.add(agent.id());
        int listed = unordered.size();
        Population population = scenario.population();
        if (population != null) {
            for (int k = 0; k < population.count(); k++) unordered.add(population.id(k));
        }
        byte[][] bytes = new byte[unordered.size()][];
        Integer[] order = new Integer[unordered.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
            bytes[i] = unordered.get(i).getBytes(StandardCharsets.UTF_8);
        }
        Arrays.sort(order, (i, j) -> Arrays.compareUnsigned(bytes[i], bytes[j]));
        List<String> ordered = new ArrayList<>(order.length);
        ofListed = new int[listed];
        ofPopulation = new int[order.length - listed];
        positions = HashMap.newHashMap(order.length);
        for (int position = 0; position < order.length; position++) {
            int from = order[position];
            ordered.add(unordered.get(from));
            positions.put(unordered.get(from), position);
            if (from < listed) ofListed[from] = position;
            else ofPopulation[from - listed] = position;
        }
        ids = List.copyOf(ordered);
    }

    /// All ids, in agent order.
    public List<String> ids() {
        return ids;
    }

    public int count() {
        return ids.size();
    }

    /// The position of the i-th agent of the file's list.
    public int ofListed(int i) {
        return ofListed[i];
    }

    /// The position of agent `k` of the population.
    public int ofPopulation(int k) {
        return ofPopulation[k];
    }

    /// The position of an agent that the scenario is known to have.
    public int of(String id) {
        Integer position = positions.get(id);
        if (position == null) throw new IllegalArgumentException("no agent is called '" + id + "'");
        return position;
    }
}
