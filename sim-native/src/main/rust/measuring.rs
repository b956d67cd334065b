//! What the measures of a run follow from: sums as they come, and a look at balances and queue at the end of each tick.

use crate::chunk::Budget;
use crate::engine::{Engine, Phase};
use crate::layout::status;
use crate::queue::Queued;

/// What is looked at in each tick.
pub(crate) struct Peaks {
    opening: Vec<i64>,
    /// The most liquidity that each agent used, at the end of a tick.
    used: Vec<i64>,
    credit_used: i64,
    /// Of all balances, as far as they were looked at.
    pub(crate) sum: i64,
}

impl Peaks {
    /// None if there is no memory for it.
    pub(crate) fn new(opening: &[i64]) -> Option<Self> {
        let mut copy = Vec::new();
        let mut used = Vec::new();
        copy.try_reserve_exact(opening.len()).ok()?;
        used.try_reserve_exact(opening.len()).ok()?;
        copy.extend_from_slice(opening);
        used.resize(opening.len(), 0);
        Some(Self { opening: copy, used, credit_used: 0, sum: 0 })
    }
}

impl Engine {
    pub(crate) fn settled(&mut self, amount: i64) -> Result<(), i32> {
        let value = &mut self.progress.settled_value;
        *value = value.checked_add(amount).ok_or(status::OVERFLOW)?;
        self.progress.settled_count += 1;
        Ok(())
    }

    /// A transaction of the queue has settled in this tick.
    pub(crate) fn settled_after_waiting(&mut self, queued: &Queued) -> Result<(), i32> {
        self.settled(queued.amount)?;
        let ticks = i64::from(self.tick() - queued.waiting.arrival);
        self.progress.delay_sum += ticks;
        self.progress.delay_max = self.progress.delay_max.max(ticks);
        self.weighted_delay += ticks as u128 * queued.amount as u128;
        self.left_overdue(queued);
        Ok(())
    }

    /// Counts a transaction that leaves the queue after its deadline.
    pub(crate) fn left_overdue(&mut self, queued: &Queued) {
        if queued.waiting.deadline < self.tick() {
            self.progress.overdue_gone += 1;
        }
    }

    /// Looks at balances and queue after the pass, and sums all money.
    pub(crate) fn measure(&mut self, budget: &mut Budget) -> Result<(), i32> {
        let peaks = &mut self.peaks;
        if self.at == 0 {
            peaks.credit_used = 0;
            peaks.sum = self.central_bank;
        }
        let left = peaks.opening.len() - self.at;
        if left == 0 {
            let progress = &mut self.progress;
            progress.credit_used_max = progress.credit_used_max.max(peaks.credit_used);
            progress.queue_count_max = progress.queue_count_max.max(self.queue.count() as i64);
            progress.queue_value_max = progress.queue_value_max.max(self.queue.value());
            self.turn_to(Phase::Close);
            return Ok(());
        }
        let count = budget.take(left, usize::MAX)?;
        let agents = self.at..self.at + count;
        let accounts = &self.ledger.accounts()[agents.clone()];
        let opening = &peaks.opening[agents.clone()];
        let most = &mut peaks.used[agents];
        let mut credit_used = i128::from(peaks.credit_used);
        let mut exact = true;
        for i in 0..count {
            let balance = accounts[i].balance();
            peaks.sum = peaks.sum.wrapping_add(balance);
            credit_used += i128::from(balance.wrapping_neg().max(0));
            let (used, overflows) = opening[i].overflowing_sub(balance);
            exact &= !overflows;
            most[i] = most[i].max(used);
        }
        if !exact {
            return Err(status::OVERFLOW);
        }
        peaks.credit_used = i64::try_from(credit_used).map_err(|_| status::OVERFLOW)?;
        self.at += count;
        Ok(())
    }

    /// A queued transaction becomes overdue at the start of the tick after its deadline.
    pub fn overdue(&self) -> i64 {
        let last_tick = self.progress.tick - 1;
        let queued = self.queue.all().filter(|(waiting, _)| i64::from(waiting.deadline) < last_tick).count();
        self.progress.overdue_gone + queued as i64
    }

    /// -1 where the sum exceeds 64 bits.
    pub fn liquidity_used(&self) -> i64 {
        let sum: i128 = self.peaks.used.iter().map(|&used| i128::from(used)).sum();
        i64::try_from(sum).unwrap_or(-1)
    }
}
