package rtgsim.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventKind;
import rtgsim.event.OffsetMethod;
import rtgsim.event.QueueCause;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// The texts that the column `reason` can hold in one run: those of all closed lists, each once, and then the run's own reasons.
///
/// The log says `code`, a position in the list that belongs to the kind of event; the store says the word.
final class Words {

    /// Stands where a kind of event has no word.
    static final int NONE = -1;

    private final List<String> words;
    private final int[][] wordOfCode = new int[EventKind.values().length][];

    Words(RunHeader header) {
        List<String> origins = labels(ArrivalOrigin.values(), ArrivalOrigin::label);
        List<String> settlements = labels(SettlementOrigin.values(), SettlementOrigin::label);
        List<String> causes = labels(QueueCause.values(), QueueCause::label);
        List<String> methods = labels(OffsetMethod.values(), OffsetMethod::label);
        List<String> priorities = labels(RtgsPriority.values(), RtgsPriority::label);
        List<String> reasons = header.reasons();

        Set<String> distinct = new LinkedHashSet<>();
        for (List<String> list : List.of(priorities, methods, origins, settlements, causes, reasons))
            distinct.addAll(list);
        words = List.copyOf(distinct);

        Map<String, Integer> positions = new HashMap<>();
        for (String word : words) positions.put(word, positions.size());
        for (EventKind kind : EventKind.values()) {
            List<String> list =
                    switch (kind) {
                        case ARRIVAL -> origins;
                        case POLICY_SUBMIT -> priorities;
                        case POLICY_HOLD, POLICY_DROP, COLLATERAL_POST, COLLATERAL_WITHDRAW -> reasons;
                        case SETTLEMENT -> settlements;
                        case QUEUED_RTGS -> causes;
                        case LSM_CYCLE_SETTLEMENT -> methods;
                        case POLICY_SPLIT, LSM_BILATERAL_OFFSET, COST_ACCRUAL, END_OF_DAY -> List.of();
                    };
            wordOfCode[kind.ordinal()] = list.stream().mapToInt(positions::get).toArray();
        }
    }

    /// All of them, in the order of the column's type.
    List<String> all() {
        return words;
    }

    /// The position of the word that `code` stands for in an event of this kind, or [#NONE].
    int position(int kind, int code) {
        int[] positions = wordOfCode[kind];
        return positions.length == 0 ? NONE : positions[code];
    }

    /// The other way round: the code in an event of this kind by the position of the word, -1 for words that it cannot have.
    int[] codes(int kind) {
        int[] codes = new int[words.size()];
        Arrays.fill(codes, -1);
        int[] positions = wordOfCode[kind];
        for (int code = 0; code < positions.length; code++) codes[positions[code]] = code;
        return codes;
    }

    private static <T> List<String> labels(T[] values, java.util.function.Function<T, String> label) {
        List<String> labels = new ArrayList<>();
        for (T value : values) labels.add(label.apply(value));
        return labels;
    }
}
