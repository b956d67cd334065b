package rtgsim.scenario;

import org.jspecify.annotations.Nullable;

/// Something that the scenario makes happen at given ticks, in phase 3.
public sealed interface ScheduledEvent {

    Schedule at();

    /// A transaction that joins its sender's internal queue.
    ///
    /// @param deadlineOffset ticks after arrival
    record CustomTransaction(
            Schedule at,
            String sender,
            String receiver,
            long amount,
            int deadlineOffset,
            int priority,
            boolean divisible)
            implements ScheduledEvent {
        public CustomTransaction {
            Refuse.outside(amount, 1, Long.MAX_VALUE, "amount");
            Refuse.unless(!sender.equals(receiver), "sender and receiver must differ", "'" + sender + "'");
            Refuse.outside(deadlineOffset, 1, Integer.MAX_VALUE, "deadline_offset");
            Refuse.outside(priority, 0, PriorityDistribution.PRIORITY_MAX, "priority");
        }
    }

    /// A liquidity transfer; one party may be the central bank. From an agent it is clipped to what the agent can use.
    record DirectTransfer(Schedule at, String sender, String receiver, long amount) implements ScheduledEvent {
        public DirectTransfer {
            Refuse.negative(amount, "amount");
            Refuse.unless(!sender.equals(receiver), "sender and receiver must differ", "'" + sender + "'");
        }
    }

    /// Collateral posted (positive) or withdrawn (negative), within what capacity and use allow.
    record CollateralAdjustment(Schedule at, String agent, long amount) implements ScheduledEvent {
        public CollateralAdjustment {
            Refuse.unless(amount != 0, "amount must not be 0", amount);
        }
    }

    /// The expected arrivals of all flows, times `multiplier` from now on.
    record GlobalArrivalRate(Schedule at, double multiplier) implements ScheduledEvent {
        public GlobalArrivalRate {
            Refuse.notANumber(multiplier, "multiplier");
        }
    }

    /// The expected arrivals of an agent's flows, times `multiplier` from now on.
    record AgentArrivalRate(Schedule at, String agent, double multiplier) implements ScheduledEvent {
        public AgentArrivalRate {
            Refuse.notANumber(multiplier, "multiplier");
        }
    }

    /// The weight of a receiver in all flows of an agent from now on.
    record CounterpartyWeight(Schedule at, String agent, String counterparty, double weight) implements ScheduledEvent {
        public CounterpartyWeight {
            Refuse.unless(!agent.equals(counterparty), "agent and counterparty must differ", "'" + agent + "'");
            Refuse.notANumber(weight, "weight");
        }
    }

    /// The range of deadlines of an agent's flows, or of all, from now on.
    ///
    /// @param agent null for all
    record DeadlineWindow(Schedule at, @Nullable String agent, int min, int max) implements ScheduledEvent {
        public DeadlineWindow {
            Refuse.outside(min, 1, Integer.MAX_VALUE, "min");
            Refuse.outside(max, min, Integer.MAX_VALUE, "max");
        }
    }

    /// The unsecured part of an agent's credit line from now on; it may fall below its use.
    record CreditLimit(Schedule at, String agent, long unsecuredCap) implements ScheduledEvent {
        public CreditLimit {
            Refuse.negative(unsecuredCap, "unsecured_cap");
        }
    }

    /// The policy of an agent from now on.
    record PolicyChange(Schedule at, String agent, Policy policy) implements ScheduledEvent {}

    /// The agent decides and submits nothing in the ticks from `from` until before `until`.
    record AgentOutage(String agent, int from, int until) implements ScheduledEvent {
        public AgentOutage {
            Refuse.negative(from, "from");
            Refuse.unless(until > from, "until must be after from = " + from, until);
        }

        @Override
        public Schedule at() {
            return Schedule.once(from);
        }
    }

    /// The ticks `start`, `start + every`, … before `until`.
    record Schedule(int start, int every, int until) {
        public Schedule {
            Refuse.negative(start, "at.start");
            Refuse.outside(every, 1, Integer.MAX_VALUE, "at.every");
            Refuse.unless(until > start, "at.until must be after at.start = " + start, until);
        }

        /// One tick alone.
        public static Schedule once(int tick) {
            return new Schedule(tick, 1, Math.addExact(tick, 1));
        }
    }
}
