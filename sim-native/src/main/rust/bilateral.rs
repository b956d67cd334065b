//! Offsetting of pairs: what two agents owe each other settles together, the greatest feasible pair of beginnings of their queues.
//!
//! Pairs and their values are taken once, at the start of a run, and each pair is tried once: largest mutual value first, ties by the smaller agent, then the other. A
//! pair starts with all transactions of both ways; while the net payer may not pay the difference it loses its last one.
//!
//! The queue is sorted by pairs once a tick. What runs again in the same tick, since something has settled, takes the same order and leaves out who is gone: nothing
//! joins the queue in between, and its places stay until gaps are closed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::chunk::{Budget, Chunk};
use crate::engine::{Engine, Phase};
use crate::layout::{kind, status, NO_TX};
use crate::ledger::Ledger;
use crate::queue::CentralQueue;
use crate::releasing::grow;

/// A queued transaction as one of its pair: the agent that comes first in agent order is the low one, the other the high one.
#[derive(Clone, Copy, Default)]
struct Member {
    amount: i64,
    low: u32,
    high: u32,
    /// Its place in the queue, times two, and one more where the high agent sends.
    place_and_way: u32,
}

impl Member {
    fn place(self) -> usize {
        (self.place_and_way >> 1) as usize
    }

    /// 0 where the low agent sends, 1 where the high one does.
    fn way(self) -> usize {
        (self.place_and_way & 1) as usize
    }
}

/// Members `from..until` with counts and sums of both ways, some of them left out once it is tried: of each way those from `ends` on.
#[derive(Clone, Copy, Default)]
struct Pair {
    from: usize,
    ends: [usize; 2],
    counts: [usize; 2],
    sums: [i64; 2],
}

/// What comes next of a run.
#[derive(Clone, Copy)]
enum Step {
    Begin,
    Count,
    Sum,
    SortByHigh,
    SortByLow,
    Collect,
    Choose,
    Shrink,
    Settle,
    Name,
}

pub(crate) struct Bilateral {
    /// 0 for never.
    every_ticks: i32,
    step: Step,
    at: usize,
    /// Whether `members` are of this tick.
    is_sorted: bool,
    /// By low agent, then high agent, then queue order. A run keeps those of pairs that owe each other something.
    members: Vec<Member>,
    by_high: Vec<Member>,
    /// How many of `members` are filled, and while they are collected how many stay.
    count: usize,
    kept: usize,
    /// Where those of each agent begin, and end once they are filled in.
    lows: Vec<u32>,
    highs: Vec<u32>,
    pairs: Vec<Pair>,
    /// The pair whose members are being collected.
    open: Pair,
    /// Mutual value and number of pairs that were not tried yet.
    untried: BinaryHeap<(i64, Reverse<u32>)>,
    tried: Pair,
    named: [usize; 2],
    has_settled: bool,
}

impl Bilateral {
    pub(crate) fn new(every_ticks: i32) -> Self {
        Self {
            every_ticks,
            step: Step::Begin,
            at: 0,
            is_sorted: false,
            members: Vec::new(),
            by_high: Vec::new(),
            count: 0,
            kept: 0,
            lows: Vec::new(),
            highs: Vec::new(),
            pairs: Vec::new(),
            open: Pair::default(),
            untried: BinaryHeap::new(),
            tried: Pair::default(),
            named: [0; 2],
            has_settled: false,
        }
    }

    pub(crate) fn runs_in(&self, tick: i32) -> bool {
        self.every_ticks > 0 && tick % self.every_ticks == 0
    }

    fn go_to(&mut self, step: Step) {
        self.step = step;
        self.at = 0;
    }

    fn begin(&mut self, queue: &CentralQueue, agents: usize) -> Result<(), i32> {
        self.has_settled = false;
        self.kept = 0;
        self.pairs.clear();
        self.open = Pair::default();
        if self.is_sorted {
            self.go_to(Step::Collect);
            return Ok(());
        }
        self.count = queue.count();
        grow(&mut self.members, self.count, Member::default())?;
        grow(&mut self.by_high, self.count, Member::default())?;
        grow(&mut self.lows, agents + 1, 0)?;
        grow(&mut self.highs, agents + 1, 0)?;
        self.lows.fill(0);
        self.highs.fill(0);
        self.go_to(Step::Count);
        Ok(())
    }

    fn count(&mut self, queue: &CentralQueue, budget: &mut Budget) -> Result<(), i32> {
        let until = self.at + budget.take(queue.end() - self.at, usize::MAX)?;
        for place in self.at..until {
            if let Some(member) = member_at(queue, place) {
                self.lows[member.low as usize + 1] += 1;
                self.highs[member.high as usize + 1] += 1;
            }
        }
        self.at = until;
        if until == queue.end() {
            self.go_to(Step::Sum);
        }
        Ok(())
    }

    fn sum(&mut self, budget: &mut Budget) -> Result<(), i32> {
        let agents = self.lows.len() - 1;
        let until = self.at + budget.take(agents - self.at, usize::MAX)?;
        for agent in self.at..until {
            self.lows[agent + 1] += self.lows[agent];
            self.highs[agent + 1] += self.highs[agent];
        }
        self.at = until;
        if until == agents {
            self.go_to(Step::SortByHigh);
        }
        Ok(())
    }

    fn sort_by_high(&mut self, queue: &CentralQueue, budget: &mut Budget) -> Result<(), i32> {
        let until = self.at + budget.take(queue.end() - self.at, usize::MAX)?;
        for place in self.at..until {
            if let Some(member) = member_at(queue, place) {
                let to = &mut self.highs[member.high as usize];
                self.by_high[*to as usize] = member;
                *to += 1;
            }
        }
        self.at = until;
        if until == queue.end() {
            self.go_to(Step::SortByLow);
        }
        Ok(())
    }

    fn sort_by_low(&mut self, budget: &mut Budget) -> Result<(), i32> {
        let until = self.at + budget.take(self.count - self.at, usize::MAX)?;
        for &member in &self.by_high[self.at..until] {
            let to = &mut self.lows[member.low as usize];
            self.members[*to as usize] = member;
            *to += 1;
        }
        self.at = until;
        if until == self.count {
            self.is_sorted = true;
            self.go_to(Step::Collect);
        }
        Ok(())
    }

    /// Looks at one member after the other, and keeps those of pairs that have both ways.
    fn collect(&mut self, queue: &CentralQueue, budget: &mut Budget) -> Result<(), i32> {
        if self.at == self.count {
            self.close_pair()?;
            self.count = self.kept;
            self.go_to(Step::Choose);
            return Ok(());
        }
        let until = self.at + budget.take(self.count - self.at, usize::MAX)?;
        for read in self.at..until {
            let member = self.members[read];
            if queue.is_gap(member.place()) {
                continue;
            }
            if self.kept > self.open.from {
                let last = self.members[self.kept - 1];
                if (last.low, last.high) != (member.low, member.high) {
                    self.close_pair()?;
                }
            }
            self.members[self.kept] = member;
            self.kept += 1;
            self.open.counts[member.way()] += 1;
            // No more than the queue's value.
            self.open.sums[member.way()] += member.amount;
        }
        self.at = until;
        Ok(())
    }

    fn close_pair(&mut self) -> Result<(), i32> {
        let pair = self.open;
        if pair.counts[0] > 0 && pair.counts[1] > 0 {
            self.pairs.try_reserve(1).map_err(|_| status::NO_MEMORY)?;
            self.untried.try_reserve(1).map_err(|_| status::NO_MEMORY)?;
            self.untried.push((pair.sums[0].min(pair.sums[1]), Reverse(self.pairs.len() as u32)));
            self.pairs.push(Pair { ends: [self.kept; 2], ..pair });
        } else {
            self.kept = pair.from;
        }
        self.open = Pair { from: self.kept, ..Pair::default() };
        Ok(())
    }

    /// Takes transactions out until the net payer can pay the difference, or one way is empty.
    fn shrink(&mut self, ledger: &Ledger, budget: &mut Budget) -> Result<(), i32> {
        loop {
            budget.take(1, usize::MAX)?;
            let pair = &mut self.tried;
            let payer = usize::from(pair.sums[1] > pair.sums[0]);
            let net = pair.sums[payer] - pair.sums[1 - payer];
            let first = self.members[pair.from];
            let agent = if payer == 0 { first.low } else { first.high };
            if net == 0 || net <= ledger.available(agent as usize)? {
                self.go_to(Step::Settle);
                return Ok(());
            }
            pair.ends[payer] -= 1;
            let last = self.members[pair.ends[payer]];
            if last.way() == payer {
                pair.sums[payer] -= last.amount;
                pair.counts[payer] -= 1;
                if pair.counts[payer] == 0 {
                    self.go_to(Step::Choose);
                    return Ok(());
                }
            }
        }
    }
}

#[inline(always)]
fn member_at(queue: &CentralQueue, place: usize) -> Option<Member> {
    if queue.is_gap(place) {
        return None;
    }
    let (sender, receiver) = queue.parties(place);
    Some(Member {
        amount: queue.amount(place),
        low: sender.min(receiver),
        high: sender.max(receiver),
        place_and_way: (place as u32) << 1 | u32::from(sender > receiver),
    })
}

impl Engine {
    /// One run after the other, with passes between, until one settles nothing.
    pub(crate) fn offset(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let bilateral = &mut self.bilateral;
        match bilateral.step {
            Step::Begin => bilateral.begin(&self.queue, self.ledger.accounts().len()),
            Step::Count => bilateral.count(&self.queue, budget),
            Step::Sum => bilateral.sum(budget),
            Step::SortByHigh => bilateral.sort_by_high(&self.queue, budget),
            Step::SortByLow => bilateral.sort_by_low(budget),
            Step::Collect => bilateral.collect(&self.queue, budget),
            Step::Choose => {
                self.choose_pair();
                Ok(())
            }
            Step::Shrink => bilateral.shrink(&self.ledger, budget),
            Step::Settle => self.settle_pair(chunk),
            Step::Name => self.name_settled(chunk, budget),
        }
    }

    fn choose_pair(&mut self) {
        let bilateral = &mut self.bilateral;
        if let Some((_, Reverse(number))) = bilateral.untried.pop() {
            bilateral.tried = bilateral.pairs[number as usize];
            bilateral.go_to(Step::Shrink);
            return;
        }
        bilateral.go_to(Step::Begin);
        if bilateral.has_settled {
            self.turn_to(Phase::Pass);
        } else {
            bilateral.is_sorted = false;
            self.turn_to(Phase::CloseGaps);
        }
    }

    /// Moves the net amount. From here the set is final, and its members are named: the low agent's, then the high agent's.
    fn settle_pair(&mut self, chunk: &mut Chunk) -> Result<(), i32> {
        let bilateral = &mut self.bilateral;
        let pair = bilateral.tried;
        let first = bilateral.members[pair.from];
        let count = pair.counts[0] + pair.counts[1];
        if chunk.room() == 0 {
            return Err(status::CHUNK_FULL);
        }
        chunk.needs_extra(4 + 2 * count)?;
        self.ledger.settle_net(first.low as usize, pair.sums[1] - pair.sums[0])?;
        self.ledger.settle_net(first.high as usize, pair.sums[0] - pair.sums[1])?;
        let header = &mut chunk.extra[chunk.extra_rows..];
        header[0] = count as i64;
        header[1] = pair.counts[0] as i64;
        header[2] = i64::from(first.low);
        header[3] = i64::from(first.high);
        bilateral.has_settled = true;
        bilateral.named = [0, pair.counts[0]];
        bilateral.go_to(Step::Name);
        bilateral.at = pair.from;
        Ok(())
    }

    /// Takes what has settled out of the queue and writes it where the variable part ends, which is taken with the row, when all is there.
    fn name_settled(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let pair = self.bilateral.tried;
        let end = pair.ends[0].max(pair.ends[1]);
        let until = self.bilateral.at + budget.take(end - self.bilateral.at, usize::MAX)?;
        let count = pair.counts[0] + pair.counts[1];
        let (numbers, amounts) = chunk.extra[chunk.extra_rows + 4..][..2 * count].split_at_mut(count);
        for index in self.bilateral.at..until {
            let member = self.bilateral.members[index];
            let way = member.way();
            if index >= pair.ends[way] {
                continue;
            }
            let queued = self.queue.at(member.place());
            let to = &mut self.bilateral.named[way];
            numbers[*to] = i64::from(queued.waiting.number);
            amounts[*to] = queued.amount;
            *to += 1;
            self.queue.remove(member.place());
            self.settled_after_waiting(&queued)?;
            // No more than has settled.
            self.progress.offset_value += queued.amount;
        }
        self.bilateral.at = until;
        if until == end {
            self.log_offset(chunk);
            self.bilateral.go_to(Step::Choose);
        }
        Ok(())
    }

    fn log_offset(&self, chunk: &mut Chunk) {
        let pair = self.bilateral.tried;
        let first = self.bilateral.members[pair.from];
        let low_pays = pair.sums[0] >= pair.sums[1];
        let at = chunk.extra_rows;
        chunk.extra_rows += 4 + 2 * (pair.counts[0] + pair.counts[1]);
        let out = chunk.next(1, kind::LSM_BILATERAL_OFFSET, self.tick());
        out.agent[0] = (if low_pays { first.low } else { first.high }) as i32;
        out.other[0] = (if low_pays { first.high } else { first.low }) as i32;
        out.tx[0] = NO_TX;
        out.amount[0] = pair.sums[0] + pair.sums[1];
        out.a[0] = pair.sums[0];
        out.b[0] = at as i32;
        out.c[0] = 0;
        out.code[0] = 0;
    }
}
