//! The central queue as columns.

use crate::layout::status;
use crate::ledger::Ledger;
use crate::releasing::grow;

/// The number of what has left.
const GAP: i32 = 0;

/// A search looks at so many places before it asks whether any can be paid.
const AT_ONCE: usize = 8;

/// What of a queued transaction only its end asks for.
#[derive(Clone, Copy)]
pub(crate) struct Waiting {
    /// From 1, or [`GAP`].
    pub(crate) number: i32,
    pub(crate) arrival: i32,
    pub(crate) deadline: i32,
    /// As declared.
    pub(crate) priority: u8,
}

/// In order of submission, with gaps where transactions left. Places are valid until gaps are closed.
///
/// A pass looks at a hundred places for each that settles, so amounts and senders stand alone, and the rest beside them.
#[derive(Default)]
pub(crate) struct CentralQueue {
    /// The greatest there is in a gap.
    amounts: Vec<i64>,
    senders: Vec<u32>,
    receivers: Vec<u32>,
    waiting: Vec<Waiting>,
    /// One bit a place, set where a transaction has left: a run of offsetting asks for places in any order, and these are few enough to stay at hand.
    gaps: Vec<u64>,
    count: usize,
    value: i64,
    /// While gaps are being closed: what was looked at, and what stays of it.
    read: usize,
    kept: usize,
}

/// A queued transaction as a row.
#[derive(Clone, Copy)]
pub(crate) struct Queued {
    pub(crate) amount: i64,
    pub(crate) sender: usize,
    pub(crate) receiver: usize,
    pub(crate) waiting: Waiting,
}

impl CentralQueue {
    /// Queued transactions.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Their amounts together.
    pub(crate) fn value(&self) -> i64 {
        self.value
    }

    /// Places up to here hold them, with gaps.
    pub(crate) fn end(&self) -> usize {
        self.amounts.len()
    }

    pub(crate) fn is_gap(&self, place: usize) -> bool {
        self.gaps[place / 64] >> (place % 64) & 1 != 0
    }

    pub(crate) fn at(&self, place: usize) -> Queued {
        Queued {
            amount: self.amounts[place],
            sender: self.senders[place] as usize,
            receiver: self.receivers[place] as usize,
            waiting: self.waiting[place],
        }
    }

    /// Sender and receiver.
    pub(crate) fn parties(&self, place: usize) -> (u32, u32) {
        (self.senders[place], self.receivers[place])
    }

    pub(crate) fn amount(&self, place: usize) -> i64 {
        self.amounts[place]
    }

    /// All that are queued, in queue order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Waiting, i64)> + '_ {
        self.waiting.iter().copied().zip(self.amounts.iter().copied()).filter(|(waiting, _)| waiting.number != GAP)
    }

    pub(crate) fn reserve(&mut self, more: usize) -> Result<(), i32> {
        self.amounts.try_reserve(more).map_err(|_| status::NO_MEMORY)?;
        self.senders.try_reserve(more).map_err(|_| status::NO_MEMORY)?;
        self.receivers.try_reserve(more).map_err(|_| status::NO_MEMORY)?;
        self.waiting.try_reserve(more).map_err(|_| status::NO_MEMORY)?;
        let words = (self.end() + more).div_ceil(64);
        grow(&mut self.gaps, words, 0)
    }

    pub(crate) fn add(&mut self, queued: Queued) -> Result<(), i32> {
        self.value = self.value.checked_add(queued.amount).ok_or(status::OVERFLOW)?;
        self.count += 1;
        self.amounts.push(queued.amount);
        self.senders.push(queued.sender as u32);
        self.receivers.push(queued.receiver as u32);
        self.waiting.push(queued.waiting);
        Ok(())
    }

    pub(crate) fn remove(&mut self, place: usize) {
        self.value -= self.amounts[place];
        self.count -= 1;
        self.amounts[place] = i64::MAX;
        self.waiting[place].number = GAP;
        self.gaps[place / 64] |= 1 << (place % 64);
    }

    /// The first place in `from..until` whose amount its sender may be able to pay, or `until`.
    pub(crate) fn next_payable(&self, from: usize, until: usize, ledger: &Ledger) -> usize {
        let usable = ledger.usable();
        let amounts = &self.amounts[from..until];
        let senders = &self.senders[from..until];
        let is_payable = |(&amount, &sender): (&i64, &u32)| amount <= usable[sender as usize];
        let mut at = 0;
        for (amounts, senders) in amounts.chunks_exact(AT_ONCE).zip(senders.chunks_exact(AT_ONCE)) {
            let mut any = false;
            for i in 0..AT_ONCE {
                any |= amounts[i] <= usable[senders[i] as usize];
            }
            if any {
                break;
            }
            at += AT_ONCE;
        }
        let left = amounts[at..].iter().zip(&senders[at..]).position(is_payable);
        left.map_or(until, |further| from + at + further)
    }

    /// Whether so many have left that closing the gaps is worth it.
    pub(crate) fn has_many_gaps(&self) -> bool {
        self.end() - self.count > self.count / 4
    }

    /// How many places are still to be looked at until all gaps are closed.
    pub(crate) fn left_to_close(&self) -> usize {
        self.end() - self.read
    }

    /// Looks at the next places and moves what stays in them up; once at the end, there are no gaps any more.
    pub(crate) fn close_gaps(&mut self, places: usize) {
        let until = self.read + places;
        for from in self.read..until {
            if self.waiting[from].number == GAP {
                continue;
            }
            let to = self.kept;
            self.amounts[to] = self.amounts[from];
            self.senders[to] = self.senders[from];
            self.receivers[to] = self.receivers[from];
            self.waiting[to] = self.waiting[from];
            self.kept += 1;
        }
        self.read = until;
        if until == self.end() {
            self.truncate(self.kept);
        }
    }

    /// Gives all up.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
        self.value = 0;
        self.truncate(0);
    }

    fn truncate(&mut self, end: usize) {
        self.amounts.truncate(end);
        self.senders.truncate(end);
        self.receivers.truncate(end);
        self.waiting.truncate(end);
        self.gaps.fill(0);
        self.read = 0;
        self.kept = 0;
    }
}
