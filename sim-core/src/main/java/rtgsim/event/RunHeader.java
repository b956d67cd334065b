package rtgsim.event;

import java.util.List;
import rtgsim.scenario.Scenario;

/// What stands before the events of a run and is needed to read them: numbers in the log are positions in these lists.
///
/// @param agentIds in agent order, which is the order of the bytes of the ids in UTF-8
/// @param openingBalances beside them, minor units, before any transfer
/// @param reasons every reason that an event may give
public record RunHeader(
        int ticksPerDay, int numDays, List<String> agentIds, List<Long> openingBalances, List<String> reasons) {

    /// Stands in a column of agents for nobody.
    public static final int NO_AGENT = -1;

    /// Stands in a column of agents for the central bank.
    public static final int CENTRAL_BANK = -2;

    /// Stands in a column of transactions for none.
    public static final int NO_TX = -1;

    /// Stands in a column of ticks for none.
    public static final int NO_TICK = -1;

    public RunHeader {
        agentIds = List.copyOf(agentIds);
        openingBalances = List.copyOf(openingBalances);
        reasons = List.copyOf(reasons);
    }

    /// The id of an agent or of the central bank.
    public String agentId(int agent) {
        return agent == CENTRAL_BANK ? Scenario.CENTRAL_BANK : agentIds.get(agent);
    }

    /// `tx_00000001` for 1: eight digits or more.
    public static String txId(int tx) {
        String number = Integer.toString(tx);
        return "tx_" + "0".repeat(Math.max(0, 8 - number.length())) + number;
    }
}
