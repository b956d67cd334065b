//! Arrivals: the rows of the tick get their numbers.

use crate::chunk::{ascending_from, Arrivals, Budget, Chunk};
use crate::engine::{Engine, Phase};
use crate::layout::{kind, mark, status, NO_TX};

impl Engine {
    pub(crate) fn arrive(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.to - self.at;
        if left == 0 {
            self.turn_to(if self.in_agent_order { Phase::Submit } else { Phase::Link });
            return Ok(());
        }
        let count = budget.take(left, chunk.room())?;
        let rows = self.at..self.at + count;
        let sender = &arrivals.sender[rows.clone()];
        let receiver = &arrivals.receiver[rows.clone()];
        let amount = &arrivals.amount[rows.clone()];
        let deadline = &arrivals.deadline[rows.clone()];
        let marks = &arrivals.marks[rows.clone()];

        let agents = self.ledger.accounts().len() as u32;
        let mut known = true;
        let mut ascending = self.at == self.from || arrivals.sender[self.at - 1] <= sender[0];
        let mut value = i128::from(self.progress.arrived_value);
        for i in 0..count {
            known &= (sender[i] as u32) < agents && (receiver[i] as u32) < agents;
            value += i128::from(amount[i]);
        }
        for i in 1..count {
            ascending &= sender[i - 1] <= sender[i];
        }
        assert!(known, "sender and receiver are agents of the scenario");
        let last = i64::from(self.first_number) + (rows.end - self.from) as i64;
        if last > i64::from(i32::MAX) {
            return Err(status::OVERFLOW);
        }
        self.in_agent_order &= ascending;
        self.progress.arrived_value = i64::try_from(value).map_err(|_| status::OVERFLOW)?;
        self.progress.transactions += count as i64;

        let number = self.number_of(self.at);
        let out = chunk.next(count, kind::ARRIVAL, self.tick());
        out.agent.copy_from_slice(sender);
        out.other.copy_from_slice(receiver);
        ascending_from(out.tx, number);
        out.amount.copy_from_slice(amount);
        out.a.fill(i64::from(NO_TX));
        out.b.copy_from_slice(deadline);
        for i in 0..count {
            let marks = i32::from(marks[i] as u8);
            out.c[i] = marks & (mark::PRIORITY | mark::DIVISIBLE);
            out.code[i] = (marks >> mark::ORIGIN_SHIFT) as i16;
        }
        self.at = rows.end;
        Ok(())
    }
}
