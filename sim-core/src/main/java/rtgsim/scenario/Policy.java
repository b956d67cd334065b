package rtgsim.scenario;

import rtgsim.tree.DecisionTrees;

/// How an agent decides on the transactions in its internal queue.
public sealed interface Policy {

    /// Submits everything at once.
    record Fifo() implements Policy {}

    /// Submits what is due within `urgencyThreshold` ticks, and holds the rest.
    record Deadline(int urgencyThreshold) implements Policy {
        public Deadline {
            Refuse.negative(urgencyThreshold, "urgency_threshold");
        }
    }

    /// Submits what its liquidity covers; splits what it does not, where that can be split; else holds.
    ///
    /// @param minSplitAmount minor units; no part is to be smaller
    record LiquiditySplitting(int maxSplits, long minSplitAmount) implements Policy {
        public LiquiditySplitting {
            Refuse.outside(maxSplits, 2, 1_000, "max_splits");
            Refuse.outside(minSplitAmount, 1, Long.MAX_VALUE, "min_split_amount");
        }
    }

    /// Submits what its liquidity covers beyond a buffer, which transactions that are due soon may use.
    ///
    /// @param targetBuffer minor units
    record LiquidityAware(long targetBuffer, int urgencyThreshold) implements Policy {
        public LiquidityAware {
            Refuse.negative(targetBuffer, "target_buffer");
            Refuse.negative(urgencyThreshold, "urgency_threshold");
        }
    }

    /// Decides by decision trees.
    record Tree(DecisionTrees trees) implements Policy {}
}
