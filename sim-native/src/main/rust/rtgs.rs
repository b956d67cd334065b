//! The settlement system: entry, where a newcomer may overtake the queue, and the pass over the queue.

use crate::chunk::{ascending_from, Arrivals, Budget, Chunk};
use crate::engine::{Engine, Phase};
use crate::layout::{code, kind, mark, status};
use crate::queue::{Queued, Waiting};

impl Engine {
    pub(crate) fn enter(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.to - self.at;
        if left == 0 {
            self.first_number = self.number_of(self.to);
            self.turn_to(Phase::Pass);
            return Ok(());
        }
        let count = budget.take(left, chunk.room())?;
        self.queue.reserve(count)?;
        let tick = self.tick();
        let (first, from) = (self.at, self.from);
        let out = chunk.next(count, kind::SETTLEMENT, tick);
        if self.in_agent_order {
            let rows = first..first + count;
            out.agent.copy_from_slice(&arrivals.sender[rows.clone()]);
            out.other.copy_from_slice(&arrivals.receiver[rows.clone()]);
            out.amount.copy_from_slice(&arrivals.amount[rows]);
            ascending_from(out.tx, self.number_of(first));
        } else {
            for i in 0..count {
                let row = self.submitted[first - from + i] as usize;
                out.agent[i] = arrivals.sender[from + row];
                out.other[i] = arrivals.receiver[from + row];
                out.amount[i] = arrivals.amount[from + row];
                out.tx[i] = self.first_number + row as i32;
            }
        }
        out.b.fill(0);
        out.c.fill(0);
        for i in 0..count {
            let (sender, receiver, amount) = (out.agent[i] as usize, out.other[i] as usize, out.amount[i]);
            let available = self.ledger.available(sender)?;
            if amount <= available {
                self.ledger.settle(sender, receiver, amount)?;
                self.settled(amount)?;
                out.a[i] = 0;
                out.code[i] = code::SETTLEMENT_IMMEDIATE;
            } else {
                let row = (out.tx[i] - self.first_number) as usize;
                out.kind[i] = kind::QUEUED_RTGS;
                out.a[i] = amount - available.max(0);
                out.code[i] = code::CAUSE_LIQUIDITY;
                let waiting = Waiting {
                    number: out.tx[i],
                    arrival: tick,
                    deadline: arrivals.deadline[from + row],
                    priority: (i32::from(arrivals.marks[from + row]) & mark::PRIORITY) as u8,
                };
                self.queue.add(Queued { amount, sender, receiver, waiting })?;
            }
        }
        self.at += count;
        Ok(())
    }

    /// One pass over the queue, which settles each transaction that is covered when its turn comes.
    ///
    /// Most cannot be paid for, so the search for the next that can is a loop of its own over the two columns that it reads.
    pub(crate) fn pass(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.queue.end() - self.at;
        if left == 0 {
            self.end_pass();
            return Ok(());
        }
        let tick = self.tick();
        let until = self.at + budget.take(left, usize::MAX)?;
        loop {
            self.at = self.queue.next_payable(self.at, until, &self.ledger);
            if self.at == until {
                return Ok(());
            }
            if self.queue.is_gap(self.at) {
                self.at += 1;
                continue;
            }
            if chunk.room() == 0 {
                return Err(status::CHUNK_FULL);
            }
            let queued = self.queue.at(self.at);
            self.ledger.settle(queued.sender, queued.receiver, queued.amount)?;
            self.pass_has_settled = true;
            self.queue.remove(self.at);
            self.settled_after_waiting(&queued)?;
            let out = chunk.next(1, kind::SETTLEMENT, tick);
            out.agent[0] = queued.sender as i32;
            out.other[0] = queued.receiver as i32;
            out.tx[0] = queued.waiting.number;
            out.amount[0] = queued.amount;
            out.a[0] = 0;
            out.b[0] = tick - queued.waiting.arrival;
            out.c[0] = 0;
            out.code[0] = code::SETTLEMENT_QUEUE;
            self.at += 1;
        }
    }

    /// In a tick that offsets, the pass is repeated until it settles nothing, before the first run and after each that has settled something.
    fn end_pass(&mut self) {
        let again = self.pass_has_settled;
        self.pass_has_settled = false;
        if !self.bilateral.runs_in(self.tick()) {
            self.turn_to(Phase::CloseGaps);
        } else if again {
            self.turn_to(Phase::Pass);
        } else {
            self.turn_to(Phase::Offset);
        }
    }

    /// Closes the gaps that the tick has left, if they are many.
    pub(crate) fn close_gaps(&mut self, budget: &mut Budget) -> Result<(), i32> {
        if self.at == 0 && !self.queue.has_many_gaps() {
            self.turn_to(Phase::Measure);
            return Ok(());
        }
        let left = self.queue.left_to_close();
        let places = budget.take(left, usize::MAX)?;
        self.queue.close_gaps(places);
        self.at += places;
        if places == left {
            self.turn_to(Phase::Measure);
        }
        Ok(())
    }
}
