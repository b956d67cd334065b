//! The end of a day, and of a tick.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::chunk::{Budget, Chunk};
use crate::engine::{Engine, Phase};
use crate::layout::{code, kind, status, NO_AGENT, NO_TX};

/// What of the end of a day comes next.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Count,
    Gather,
    Drop,
    Say,
}

/// Where the end of a day is.
pub(crate) struct DayClose {
    rejects: bool,
    step: Step,
    unsettled_count: i64,
    unsettled_value: i64,
    /// What is still to be dropped, the least number first: number, and place in the lower half.
    unsettled: BinaryHeap<Reverse<u64>>,
}

impl DayClose {
    /// @param rejects whether what is unsettled is dropped, and not carried on
    pub(crate) fn new(rejects: bool) -> Self {
        Self { rejects, step: Step::Count, unsettled_count: 0, unsettled_value: 0, unsettled: BinaryHeap::new() }
    }
}

impl Engine {
    /// The end of the day, if this is its last tick, and of the tick.
    pub(crate) fn close(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        if (self.tick() + 1) % self.ticks_per_day == 0 {
            match self.day_close.step {
                Step::Count => self.count_unsettled(),
                Step::Gather => self.gather_unsettled(budget)?,
                Step::Drop => self.drop_unsettled(chunk, budget)?,
                Step::Say => {
                    self.say_end_of_day(chunk, budget)?;
                    self.day_close.step = Step::Count;
                    return self.end_tick();
                }
            }
            return Ok(());
        }
        self.end_tick()
    }

    fn count_unsettled(&mut self) {
        self.day_close.unsettled_count = self.queue.count() as i64;
        self.day_close.unsettled_value = self.queue.value();
        self.at = 0;
        self.day_close.step = if self.day_close.rejects { Step::Gather } else { Step::Say };
    }

    /// The queue is ordered by submission, and drops come by number.
    fn gather_unsettled(&mut self, budget: &mut Budget) -> Result<(), i32> {
        let left = self.queue.end() - self.at;
        if left == 0 {
            self.day_close.step = Step::Drop;
            return Ok(());
        }
        let count = budget.take(left, usize::MAX)?;
        let unsettled = &mut self.day_close.unsettled;
        unsettled.try_reserve(count).map_err(|_| status::NO_MEMORY)?;
        for place in self.at..self.at + count {
            if !self.queue.is_gap(place) {
                let number = self.queue.at(place).waiting.number;
                unsettled.push(Reverse((number as u64) << 32 | place as u64));
            }
        }
        self.at += count;
        Ok(())
    }

    fn drop_unsettled(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.day_close.unsettled.len();
        if left == 0 {
            self.queue.clear();
            self.day_close.step = Step::Say;
            return Ok(());
        }
        let count = budget.take(left, chunk.room())?;
        let out = chunk.next(count, kind::POLICY_DROP, self.tick());
        out.other.fill(NO_AGENT);
        out.amount.fill(0);
        out.a.fill(0);
        out.b.fill(0);
        out.c.fill(0);
        out.code.fill(code::REASON_CLOSE);
        for i in 0..count {
            let Some(Reverse(next)) = self.day_close.unsettled.pop() else {
                unreachable!("as many are left as were counted");
            };
            let queued = self.queue.at(next as u32 as usize);
            out.agent[i] = queued.sender as i32;
            out.tx[i] = queued.waiting.number;
            self.left_overdue(&queued);
            self.progress.dropped_count += 1;
            // No more than has arrived.
            self.progress.dropped_value += queued.amount;
        }
        Ok(())
    }

    fn say_end_of_day(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        chunk.needs_extra(1)?;
        budget.take(1, chunk.room())?;
        let tick = self.tick();
        let at = chunk.extra_rows;
        let out = chunk.next(1, kind::END_OF_DAY, tick);
        out.agent[0] = NO_AGENT;
        out.other[0] = NO_AGENT;
        out.tx[0] = NO_TX;
        out.amount[0] = self.day_close.unsettled_value;
        out.a[0] = self.day_close.unsettled_count;
        out.b[0] = at as i32;
        out.c[0] = tick / self.ticks_per_day;
        out.code[0] = 0;
        // Without cost rates there is no penalty.
        chunk.extra[at] = 0;
        chunk.extra_rows = at + 1;
        Ok(())
    }

    fn end_tick(&mut self) -> Result<(), i32> {
        if self.peaks.sum != 0 {
            return Err(status::NOT_CONSERVED);
        }
        self.progress.tick += 1;
        self.block_tick += 1;
        self.turn_to(Phase::Begin);
        Ok(())
    }
}
