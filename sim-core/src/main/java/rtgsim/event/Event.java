package rtgsim.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened in a run: one of thirteen facts.
///
/// The log stores columns; these records are views for people, tests and the doors. Components after `tick` are the details of the event, in the order of
/// the rule book, so that the record, its JSON and its digest read alike. Amounts are minor units; `seq` numbers the events of a run from 0 without gaps.
public sealed interface Event {

    long seq();

    int tick();

    EventKind kind();

    /// The agent in whose column the event stands, or null for an event of the system.
    @Nullable String agentId();

    /// The one transaction the event is about, or null.
    @Nullable String txId();

    /// A transaction came into being.
    record Arrival(
            long seq,
            int tick,
            String txId,
            String senderId,
            String receiverId,
            long amount,
            int deadlineTick,
            int priority,
            boolean divisible,
            @Nullable String parentTxId,
            ArrivalOrigin origin)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.ARRIVAL;
        }

        @Override
        public String agentId() {
            return senderId;
        }
    }

    /// The agent submitted the transaction to the settlement system.
    ///
    /// @param priority as declared now
    record PolicySubmit(long seq, int tick, String agentId, String txId, RtgsPriority rtgsPriority, int priority)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.POLICY_SUBMIT;
        }
    }

    /// The agent left the transaction where it was, or took it back.
    record PolicyHold(
            long seq,
            int tick,
            String agentId,
            String txId,
            String reason,
            @Nullable Integer newPriority,
            @Nullable Integer untilTick,
            boolean withdrawn)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.POLICY_HOLD;
        }
    }

    /// The transaction was given up and will not settle.
    record PolicyDrop(long seq, int tick, String agentId, String txId, String reason) implements Event {
        @Override
        public EventKind kind() {
            return EventKind.POLICY_DROP;
        }
    }

    /// The transaction was divided into parts, which stand in its place.
    ///
    /// @param txId the parent
    /// @param releaseTicks beside the children; this tick means submitted now
    record PolicySplit(
            long seq,
            int tick,
            String agentId,
            String txId,
            int numSplits,
            List<String> childTxIds,
            List<Integer> releaseTicks)
            implements Event {
        public PolicySplit {
            childTxIds = List.copyOf(childTxIds);
            releaseTicks = List.copyOf(releaseTicks);
        }

        @Override
        public EventKind kind() {
            return EventKind.POLICY_SPLIT;
        }
    }

    /// The agent posted collateral.
    ///
    /// @param newTotal posted afterwards
    record CollateralPost(long seq, int tick, String agentId, long amount, String reason, long newTotal)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.COLLATERAL_POST;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }

    /// The agent withdrew collateral.
    ///
    /// @param newTotal posted afterwards
    record CollateralWithdraw(long seq, int tick, String agentId, long amount, String reason, long newTotal)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.COLLATERAL_WITHDRAW;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }

    /// The transaction settled by itself: final, the full amount at once.
    ///
    /// @param waitedTicks since arrival; of a part, since the arrival of its first ancestor
    record Settlement(
            long seq,
            int tick,
            String txId,
            String senderId,
            String receiverId,
            long amount,
            SettlementOrigin origin,
            int waitedTicks)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.SETTLEMENT;
        }

        @Override
        public String agentId() {
            return senderId;
        }
    }

    /// The transaction could not settle at entry, short by `shortfall`, and now waits in the central queue.
    record QueuedRtgs(
            long seq,
            int tick,
            String txId,
            String senderId,
            String receiverId,
            long amount,
            QueueCause cause,
            long shortfall)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.QUEUED_RTGS;
        }

        @Override
        public String agentId() {
            return senderId;
        }
    }

    /// Transactions of two agents settled at the same instant, each at full value.
    ///
    /// @param agentId the one with the greater net outflow, ties by agent order
    /// @param agents the two, in agent order
    /// @param txIds the first agent's, then the second's, each in queue order
    /// @param amounts beside them
    record LsmBilateralOffset(
            long seq,
            int tick,
            String agentId,
            List<String> agents,
            List<String> txIds,
            List<Long> amounts,
            long amountA,
            long amountB,
            long liquidityUsed,
            boolean atEntry)
            implements Event {
        public LsmBilateralOffset {
            agents = List.copyOf(agents);
            txIds = List.copyOf(txIds);
            amounts = List.copyOf(amounts);
        }

        @Override
        public EventKind kind() {
            return EventKind.LSM_BILATERAL_OFFSET;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }

    /// Transactions of several agents settled at the same instant, each at full value.
    ///
    /// @param agentId the one with the greatest net outflow, ties by agent order
    /// @param netPositions beside the agents: received less sent
    record LsmCycleSettlement(
            long seq,
            int tick,
            String agentId,
            OffsetMethod method,
            List<String> agents,
            List<String> txIds,
            List<Long> amounts,
            List<Long> netPositions,
            long totalValue,
            long liquidityUsed)
            implements Event {
        public LsmCycleSettlement {
            agents = List.copyOf(agents);
            txIds = List.copyOf(txIds);
            amounts = List.copyOf(amounts);
            netPositions = List.copyOf(netPositions);
        }

        @Override
        public EventKind kind() {
            return EventKind.LSM_CYCLE_SETTLEMENT;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }

    /// What the tick cost the agent. A second one, at the close, holds penalties only.
    record CostAccrual(
            long seq,
            int tick,
            String agentId,
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long deadlinePenalty,
            long splitFriction,
            long eodPenalty,
            long total)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.COST_ACCRUAL;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }

    /// A day ended; what was unsettled is counted before drops at the close.
    record EndOfDay(long seq, int tick, int day, long unsettledCount, long unsettledValue, long totalPenalties)
            implements Event {
        @Override
        public EventKind kind() {
            return EventKind.END_OF_DAY;
        }

        @Override
        public @Nullable String agentId() {
            return null;
        }

        @Override
        public @Nullable String txId() {
            return null;
        }
    }
}
