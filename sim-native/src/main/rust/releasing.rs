//! Release: everything is submitted in its arrival tick, agent by agent in agent order, each internal queue from its head.

use crate::chunk::{ascending_from, Arrivals, Budget, Chunk};
use crate::engine::{Engine, Phase};
use crate::layout::{code, kind, mark, status, NO_AGENT};

const NONE: u32 = u32::MAX;

/// Each agent's internal queue, as a list through the rows of the tick's arrivals. They are empty between ticks.
#[derive(Default)]
pub(crate) struct InternalQueues {
    head: Vec<u32>,
    tail: Vec<u32>,
    next: Vec<u32>,
    occupied: Vec<u64>,
    /// Where the walk over all of them is: the agent to look from, and the next row of the one before.
    agent: usize,
    row: u32,
}

impl InternalQueues {
    fn make_room(&mut self, agents: usize, rows: usize) -> Result<(), i32> {
        grow(&mut self.head, agents, NONE)?;
        grow(&mut self.tail, agents, NONE)?;
        grow(&mut self.occupied, agents.div_ceil(64), 0)?;
        grow(&mut self.next, rows, NONE)?;
        self.agent = 0;
        self.row = NONE;
        Ok(())
    }

    fn add(&mut self, agent: usize, row: u32) {
        self.next[row as usize] = NONE;
        if self.head[agent] == NONE {
            self.head[agent] = row;
            self.occupied[agent / 64] |= 1 << (agent % 64);
        } else {
            self.next[self.tail[agent] as usize] = row;
        }
        self.tail[agent] = row;
    }

    /// Takes the next row: agent by agent in agent order, each queue from its head.
    fn take_next(&mut self) -> u32 {
        if self.row == NONE {
            while self.occupied[self.agent / 64] == 0 {
                self.agent = (self.agent / 64 + 1) * 64;
            }
            let word = self.agent / 64;
            self.agent = word * 64 + self.occupied[word].trailing_zeros() as usize;
            self.occupied[word] &= self.occupied[word] - 1;
            self.row = std::mem::replace(&mut self.head[self.agent], NONE);
        }
        let row = self.row;
        self.row = self.next[row as usize];
        row
    }
}

/// Makes a column longer, if it is shorter than that.
pub(crate) fn grow<T: Clone>(column: &mut Vec<T>, length: usize, value: T) -> Result<(), i32> {
    if length > column.len() {
        column.try_reserve(length - column.len()).map_err(|_| status::NO_MEMORY)?;
        column.resize(length, value);
    }
    Ok(())
}

impl Engine {
    /// Where the arrivals do not stand in agent order: each joins its sender's internal queue.
    pub(crate) fn link(&mut self, arrivals: &Arrivals, budget: &mut Budget) -> Result<(), i32> {
        if self.at == self.from {
            self.internal.make_room(self.ledger.accounts().len(), self.to - self.from)?;
            self.submitted.clear();
            self.submitted.try_reserve(self.to - self.from).map_err(|_| status::NO_MEMORY)?;
        }
        let count = budget.take(self.to - self.at, usize::MAX)?;
        for row in self.at..self.at + count {
            self.internal.add(arrivals.sender[row] as usize, (row - self.from) as u32);
        }
        self.at += count;
        if self.at == self.to {
            self.turn_to(Phase::Submit);
        }
        Ok(())
    }

    pub(crate) fn submit(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.to - self.at;
        if left == 0 {
            self.turn_to(Phase::Enter);
            return Ok(());
        }
        let count = budget.take(left, chunk.room())?;
        let number = self.number_of(self.at);
        let tick = self.tick();
        let out = chunk.next(count, kind::POLICY_SUBMIT, tick);
        out.other.fill(NO_AGENT);
        out.amount.fill(0);
        out.a.fill(0);
        out.b.fill(0);
        out.code.fill(code::RTGS_PRIORITY_NORMAL);
        if self.in_agent_order {
            let rows = self.at..self.at + count;
            out.agent.copy_from_slice(&arrivals.sender[rows.clone()]);
            ascending_from(out.tx, number);
            for (c, marks) in out.c.iter_mut().zip(&arrivals.marks[rows]) {
                *c = i32::from(*marks) & mark::PRIORITY;
            }
        } else {
            for i in 0..count {
                let row = self.internal.take_next();
                self.submitted.push(row);
                let at = self.from + row as usize;
                out.agent[i] = arrivals.sender[at];
                out.tx[i] = self.first_number + row as i32;
                out.c[i] = i32::from(arrivals.marks[at]) & mark::PRIORITY;
            }
        }
        self.at += count;
        Ok(())
    }
}
