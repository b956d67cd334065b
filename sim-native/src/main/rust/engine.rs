//! One tick after the other of a scenario that asks for no more than [`Rules`]: everything is submitted on arrival, and a newcomer may overtake the queue.
//!
//! [`Engine::advance`] is the rule book's section "One tick, phase by phase" with the phases that such a scenario has. Each phase fills as many rows as the chunk
//! has room for and the call has work left, and remembers its place; so a call can end anywhere, and the next one goes on there.

use crate::bilateral::Bilateral;
use crate::chunk::{Arrivals, Budget, Chunk};
use crate::close::DayClose;
use crate::layout::{status, Progress};
use crate::ledger::Ledger;
use crate::measuring::Peaks;
use crate::queue::CentralQueue;
use crate::releasing::InternalQueues;

/// What a scenario can ask for.
pub struct Rules {
    pub ticks_per_day: i32,
    /// Whether what is unsettled at the end of a day is dropped, and not carried on.
    pub rejects_at_close: bool,
    /// In which ticks pairs are offset: every so many, or 0 for never.
    pub bilateral_every_ticks: i32,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Phase {
    Begin,
    Arrive,
    Link,
    Submit,
    Enter,
    Pass,
    Offset,
    CloseGaps,
    Measure,
    Close,
}

/// The state that the phases share; what only one of them knows is its own.
#[repr(C)]
pub struct Engine {
    pub(crate) progress: Progress,
    pub(crate) ticks_per_day: i32,
    pub(crate) central_bank: i64,
    pub(crate) ledger: Ledger,
    pub(crate) queue: CentralQueue,
    pub(crate) bilateral: Bilateral,
    phase: Phase,
    /// The tick within the block, and its arrivals `from..to`.
    pub(crate) block_tick: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How far the phase is.
    pub(crate) at: usize,
    /// The number of the first arrival of the tick.
    pub(crate) first_number: i32,
    /// Whether the arrivals of the tick stand in agent order already, so that the internal queues of all agents together are these rows.
    pub(crate) in_agent_order: bool,
    pub(crate) internal: InternalQueues,
    /// The rows in the order of submission, where that is not their own order.
    pub(crate) submitted: Vec<u32>,
    /// Whether the pass over the queue has settled anything.
    pub(crate) pass_has_settled: bool,
    pub(crate) peaks: Peaks,
    pub(crate) weighted_delay: u128,
    pub(crate) day_close: DayClose,
    fault: i32,
}

impl Engine {
    /// None if there is no memory for it.
    pub fn new(rules: &Rules, central_bank: i64, opening: &[i64], credit: &[i64]) -> Option<Self> {
        Some(Self {
            progress: Progress::default(),
            ticks_per_day: rules.ticks_per_day,
            central_bank,
            ledger: Ledger::new(opening, credit)?,
            queue: CentralQueue::default(),
            bilateral: Bilateral::new(rules.bilateral_every_ticks),
            phase: Phase::Begin,
            block_tick: 0,
            from: 0,
            to: 0,
            at: 0,
            first_number: 1,
            in_agent_order: true,
            internal: InternalQueues::default(),
            submitted: Vec::new(),
            pass_has_settled: false,
            peaks: Peaks::new(opening)?,
            weighted_delay: 0,
            day_close: DayClose::new(rules.rejects_at_close),
            fault: status::DONE,
        })
    }

    /// Goes on with a block until it is done, or until the status says why not.
    pub fn run(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, work: usize) -> i32 {
        if self.fault != status::DONE {
            return self.fault;
        }
        // Stays if a panic leaves this function.
        self.fault = status::PANIC;
        let outcome = match self.advance(arrivals, chunk, &mut Budget(work)) {
            Ok(()) => status::DONE,
            Err(stop) => stop,
        };
        self.fault = if outcome < status::NOT_COVERED { status::DONE } else { outcome };
        self.progress.rows = chunk.rows as i64;
        self.progress.extra = chunk.extra_rows as i64;
        self.progress.extra_wanted = chunk.extra_wanted as i64;
        self.progress.queue_count = self.queue.count() as i64;
        self.progress.weighted_delay_high = (self.weighted_delay >> 64) as i64;
        self.progress.weighted_delay_low = self.weighted_delay as i64;
        outcome
    }

    /// The phases, in their order.
    fn advance(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        while self.block_tick < arrivals.tick_ends.len() {
            match self.phase {
                Phase::Begin => self.begin(arrivals),
                Phase::Arrive => self.arrive(arrivals, chunk, budget)?, //   4  arrivals
                Phase::Link => self.link(arrivals, budget)?,
                Phase::Submit => self.submit(arrivals, chunk, budget)?, //   7  release
                Phase::Enter => self.enter(arrivals, chunk, budget)?,   //   8  entry
                Phase::Pass => self.pass(chunk, budget)?,               //   9  central queue
                Phase::Offset => self.offset(chunk, budget)?, //            10  liquidity saving
                Phase::CloseGaps => self.close_gaps(budget)?,
                Phase::Measure => self.measure(budget)?,
                Phase::Close => self.close(chunk, budget)?, //              12  end of day
            }
        }
        self.block_tick = 0;
        self.to = 0;
        Ok(())
    }

    pub(crate) fn tick(&self) -> i32 {
        self.progress.tick as i32
    }

    pub(crate) fn turn_to(&mut self, phase: Phase) {
        self.phase = phase;
        self.at = match phase {
            Phase::Arrive | Phase::Link | Phase::Submit | Phase::Enter => self.from,
            _ => 0,
        };
    }

    fn begin(&mut self, arrivals: &Arrivals) {
        self.from = self.to;
        self.to = arrivals.tick_ends[self.block_tick] as usize;
        assert!(self.from <= self.to && self.to <= arrivals.sender.len(), "the ends of ticks ascend");
        self.in_agent_order = true;
        self.turn_to(Phase::Arrive);
    }

    pub(crate) fn number_of(&self, row: usize) -> i32 {
        self.first_number + (row - self.from) as i32
    }

    /// Writes the balance of each agent, then of each queued transaction, in queue order, its number with the declared priority above it, and its amount.
    pub fn write_state(&self, out: &mut [i64]) {
        assert!(out.len() == self.state_longs(), "room for balances and queue");
        let (balances, queue) = out.split_at_mut(self.ledger.accounts().len());
        for (balance, account) in balances.iter_mut().zip(self.ledger.accounts()) {
            *balance = account.balance();
        }
        for (pair, (waiting, amount)) in queue.chunks_exact_mut(2).zip(self.queue.all()) {
            pair[0] = i64::from(waiting.priority) << 32 | i64::from(waiting.number);
            pair[1] = amount;
        }
    }

    pub fn state_longs(&self) -> usize {
        self.ledger.accounts().len() + 2 * self.queue.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::kind;

    const ROWS: usize = 8;

    struct Columns {
        bytes: Vec<i8>,
        ints: [Vec<i32>; 6],
        longs: [Vec<i64>; 2],
        shorts: Vec<i16>,
        extra: [i64; 1],
    }

    impl Columns {
        fn new() -> Self {
            Self {
                bytes: vec![0; ROWS],
                ints: std::array::from_fn(|_| vec![0; ROWS]),
                longs: std::array::from_fn(|_| vec![0; ROWS]),
                shorts: vec![0; ROWS],
                extra: [0],
            }
        }

        fn chunk(&mut self) -> Chunk<'_> {
            let [tick, agent, other, tx, b, c] = &mut self.ints;
            let [amount, a] = &mut self.longs;
            Chunk {
                rows: 0,
                extra_rows: 0,
                extra_wanted: 0,
                kind: &mut self.bytes,
                tick,
                agent,
                other,
                tx,
                amount,
                a,
                b,
                c,
                code: &mut self.shorts,
                extra: &mut self.extra,
            }
        }
    }

    const NO_ARRIVALS: Arrivals = Arrivals { tick_ends: &[0], sender: &[], receiver: &[], amount: &[], deadline: &[], marks: &[] };

    /// Two agents, one day of one tick.
    fn engine(central_bank: i64) -> Engine {
        let rules = Rules { ticks_per_day: 1, rejects_at_close: false, bilateral_every_ticks: 0 };
        Engine::new(&rules, central_bank, &[5, 7], &[0, 0]).expect("memory")
    }

    #[test]
    fn a_day_without_arrivals_is_one_end_of_day() {
        let mut engine = engine(-12);
        let mut columns = Columns::new();
        let mut chunk = columns.chunk();
        assert_eq!(status::DONE, engine.run(&NO_ARRIVALS, &mut chunk, 1_000));
        assert_eq!((1, 1, kind::END_OF_DAY), (chunk.rows, chunk.extra_rows, chunk.kind[0]));
    }

    #[test]
    fn money_that_does_not_sum_to_zero_ends_the_run_for_good() {
        let mut engine = engine(-11);
        let mut columns = Columns::new();
        assert_eq!(status::NOT_CONSERVED, engine.run(&NO_ARRIVALS, &mut columns.chunk(), 1_000));
        assert_eq!(status::NOT_CONSERVED, engine.run(&NO_ARRIVALS, &mut columns.chunk(), 1_000));
        assert_eq!(0, engine.progress.tick);
    }
}
