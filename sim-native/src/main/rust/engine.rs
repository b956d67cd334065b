//! One tick after the other of a plain scenario: everything is submitted on arrival, a newcomer may overtake the queue, what is unsettled is carried on.
//!
//! [`Engine::advance`] is the rule book's section "One tick, phase by phase" with the phases that such a scenario has. Each phase fills as many rows as the chunk
//! has room for and the call has work left, and remembers its place; so a call can end anywhere, and the next one goes on there.

use crate::layout::{CHUNK_ROWS, NO_AGENT, NO_TX, Progress, code, kind, mark, status};

const NONE: u32 = u32::MAX;

/// A block of arrivals: those of one tick after the other, in the order in which they get their numbers.
pub struct Arrivals<'a> {
    pub tick_ends: &'a [i32],
    pub sender: &'a [i32],
    pub receiver: &'a [i32],
    pub amount: &'a [i64],
    pub deadline: &'a [i32],
    pub marks: &'a [i8],
}

/// The columns of a chunk, the rows that are filled, and the filled longs of the variable part.
pub struct Chunk<'a> {
    pub rows: usize,
    pub extra_rows: usize,
    pub kind: &'a mut [i8],
    pub tick: &'a mut [i32],
    pub agent: &'a mut [i32],
    pub other: &'a mut [i32],
    pub tx: &'a mut [i32],
    pub amount: &'a mut [i64],
    pub a: &'a mut [i64],
    pub b: &'a mut [i32],
    pub c: &'a mut [i32],
    pub code: &'a mut [i16],
    pub extra: &'a mut [i64],
}

/// Balance and credit line side by side, since they are always asked together.
#[derive(Clone, Copy)]
struct Account {
    balance: i64,
    credit: i64,
}

impl Account {
    fn available(&self) -> Result<i64, i32> {
        self.balance.checked_add(self.credit).ok_or(status::OVERFLOW)
    }
}

/// A transaction in the central queue.
#[derive(Clone, Copy)]
struct Queued {
    amount: i64,
    sender: u32,
    receiver: u32,
    number: i32,
    arrival: i32,
    deadline: i32,
    /// As declared.
    priority: u8,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Begin,
    Arrive,
    Link,
    Submit,
    Enter,
    Pass,
    Measure,
    Close,
}

#[repr(C)]
pub struct Engine {
    progress: Progress,
    ticks_per_day: i32,
    central_bank: i64,
    accounts: Vec<Account>,
    opening: Vec<i64>,
    /// The most liquidity that each agent used, at the end of a tick.
    peak: Vec<i64>,
    /// In order of submission, without gaps but while a pass is under way: then what was looked at and stays is before `kept`.
    queue: Vec<Queued>,
    kept: usize,
    phase: Phase,
    /// The tick within the block, and its arrivals `from..to`.
    block_tick: usize,
    from: usize,
    to: usize,
    /// How far the phase is.
    at: usize,
    /// The number of the first arrival of the tick.
    first_number: i32,
    /// Whether the arrivals of the tick stand in agent order already, so that the internal queues of all agents together are these rows.
    in_agent_order: bool,
    internal: InternalQueues,
    /// The rows in the order of submission, where that is not their own order.
    submitted: Vec<u32>,
    credit_used: i64,
    sum: i64,
    weighted_delay: u128,
    fault: i32,
}

/// Each agent's internal queue, as a list through the rows of the tick's arrivals. They are empty between ticks.
#[derive(Default)]
struct InternalQueues {
    head: Vec<u32>,
    tail: Vec<u32>,
    next: Vec<u32>,
    occupied: Vec<u64>,
    /// Where the walk over all of them is: the agent to look from, and the next row of the one before.
    agent: usize,
    row: u32,
}

/// What a call may still do.
struct Budget(usize);

impl Budget {
    /// As many units of `wanted` as there is work and, where rows are written, room for.
    fn take(&mut self, wanted: usize, room: usize) -> Result<usize, i32> {
        if self.0 == 0 {
            return Err(status::PAUSED);
        }
        if room == 0 {
            return Err(status::CHUNK_FULL);
        }
        let units = wanted.min(room).min(self.0);
        self.0 -= units;
        Ok(units)
    }
}

impl Engine {
    /// None if there is no memory for it.
    pub fn new(ticks_per_day: i32, central_bank: i64, opening: &[i64], credit: &[i64]) -> Option<Self> {
        let agents = opening.len();
        let mut accounts = Vec::new();
        let mut opening_balance = Vec::new();
        let mut peak = Vec::new();
        accounts.try_reserve_exact(agents).ok()?;
        opening_balance.try_reserve_exact(agents).ok()?;
        peak.try_reserve_exact(agents).ok()?;
        accounts.extend(opening.iter().zip(credit).map(|(&balance, &credit)| Account { balance, credit }));
        opening_balance.extend_from_slice(opening);
        peak.resize(agents, 0);
        Some(Self {
            progress: Progress::default(),
            ticks_per_day,
            central_bank,
            accounts,
            opening: opening_balance,
            peak,
            queue: Vec::new(),
            kept: 0,
            phase: Phase::Begin,
            block_tick: 0,
            from: 0,
            to: 0,
            at: 0,
            first_number: 1,
            in_agent_order: true,
            internal: InternalQueues::default(),
            submitted: Vec::new(),
            credit_used: 0,
            sum: 0,
            weighted_delay: 0,
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
        let goes_on = matches!(outcome, status::DONE | status::PAUSED | status::CHUNK_FULL);
        self.fault = if goes_on { status::DONE } else { outcome };
        self.progress.rows = chunk.rows as i64;
        self.progress.extra = chunk.extra_rows as i64;
        self.progress.queue_count = self.queue.len() as i64;
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
                Phase::Measure => self.measure(budget)?,
                Phase::Close => self.close(chunk, budget)?, //              12  end of day
            }
        }
        self.block_tick = 0;
        self.to = 0;
        Ok(())
    }

    fn tick(&self) -> i32 {
        self.progress.tick as i32
    }

    fn turn_to(&mut self, phase: Phase) {
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

    fn number_of(&self, row: usize) -> i32 {
        self.first_number + (row - self.from) as i32
    }

    fn arrive(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
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

        let agents = self.accounts.len() as u32;
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

    /// Where the arrivals do not stand in agent order: each joins its sender's internal queue.
    fn link(&mut self, arrivals: &Arrivals, budget: &mut Budget) -> Result<(), i32> {
        if self.at == self.from {
            self.internal.make_room(self.accounts.len(), self.to - self.from)?;
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

    fn submit(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
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

    fn enter(&mut self, arrivals: &Arrivals, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.to - self.at;
        if left == 0 {
            self.first_number = self.number_of(self.to);
            self.kept = 0;
            self.turn_to(Phase::Pass);
            return Ok(());
        }
        let count = budget.take(left, chunk.room())?;
        self.queue.try_reserve(count).map_err(|_| status::NO_MEMORY)?;
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
            let available = self.accounts[sender].available()?;
            if amount <= available {
                self.settle(sender, receiver, amount)?;
                out.a[i] = 0;
                out.code[i] = code::SETTLEMENT_IMMEDIATE;
            } else {
                let row = (out.tx[i] - self.first_number) as usize;
                out.kind[i] = kind::QUEUED_RTGS;
                out.a[i] = amount - available.max(0);
                out.code[i] = code::CAUSE_LIQUIDITY;
                self.progress.queue_value = self.progress.queue_value.checked_add(amount).ok_or(status::OVERFLOW)?;
                self.queue.push(Queued {
                    amount,
                    sender: sender as u32,
                    receiver: receiver as u32,
                    number: out.tx[i],
                    arrival: tick,
                    deadline: arrivals.deadline[from + row],
                    priority: (i32::from(arrivals.marks[from + row]) & mark::PRIORITY) as u8,
                });
            }
        }
        self.at += count;
        Ok(())
    }

    /// One pass over the queue, which settles each transaction that is covered when its turn comes and closes the gaps behind it.
    fn pass(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let left = self.queue.len() - self.at;
        if left == 0 {
            self.queue.truncate(self.kept);
            self.credit_used = 0;
            self.sum = self.central_bank;
            self.turn_to(Phase::Measure);
            return Ok(());
        }
        let tick = self.tick();
        let count = budget.take(left, usize::MAX)?;
        for read in self.at..self.at + count {
            let queued = self.queue[read];
            let sender = queued.sender as usize;
            if queued.amount > self.accounts[sender].available()? {
                self.queue[self.kept] = queued;
                self.kept += 1;
                continue;
            }
            if chunk.room() == 0 {
                self.at = read;
                return Err(status::CHUNK_FULL);
            }
            self.settle(sender, queued.receiver as usize, queued.amount)?;
            self.progress.queue_value -= queued.amount;
            let waited = tick - queued.arrival;
            self.delayed(queued.amount, i64::from(waited));
            if queued.deadline < tick {
                self.progress.overdue_settled += 1;
            }
            let out = chunk.next(1, kind::SETTLEMENT, tick);
            out.agent[0] = queued.sender as i32;
            out.other[0] = queued.receiver as i32;
            out.tx[0] = queued.number;
            out.amount[0] = queued.amount;
            out.a[0] = 0;
            out.b[0] = waited;
            out.c[0] = 0;
            out.code[0] = code::SETTLEMENT_QUEUE;
        }
        self.at += count;
        Ok(())
    }

    /// Moves the full amount. That the sender covers it is checked here, whatever was asked before.
    fn settle(&mut self, sender: usize, receiver: usize, amount: i64) -> Result<(), i32> {
        let payer = &mut self.accounts[sender];
        if amount <= 0 || amount > payer.available()? {
            return Err(status::NOT_COVERED);
        }
        payer.balance = payer.balance.checked_sub(amount).ok_or(status::OVERFLOW)?;
        let payee = &mut self.accounts[receiver];
        payee.balance = payee.balance.checked_add(amount).ok_or(status::OVERFLOW)?;
        self.progress.settled_value = self.progress.settled_value.checked_add(amount).ok_or(status::OVERFLOW)?;
        self.progress.settled_count += 1;
        Ok(())
    }

    fn delayed(&mut self, amount: i64, ticks: i64) {
        self.progress.delay_sum += ticks;
        self.progress.delay_max = self.progress.delay_max.max(ticks);
        self.weighted_delay += ticks as u128 * amount as u128;
    }

    /// Looks at balances and queue after the pass, and sums all money.
    fn measure(&mut self, budget: &mut Budget) -> Result<(), i32> {
        let left = self.accounts.len() - self.at;
        if left == 0 {
            let progress = &mut self.progress;
            progress.credit_used_max = progress.credit_used_max.max(self.credit_used);
            progress.queue_count_max = progress.queue_count_max.max(self.queue.len() as i64);
            progress.queue_value_max = progress.queue_value_max.max(progress.queue_value);
            self.turn_to(Phase::Close);
            return Ok(());
        }
        let count = budget.take(left, usize::MAX)?;
        let agents = self.at..self.at + count;
        let accounts = &self.accounts[agents.clone()];
        let opening = &self.opening[agents.clone()];
        let peak = &mut self.peak[agents];
        let mut credit_used = i128::from(self.credit_used);
        let mut exact = true;
        for i in 0..count {
            let balance = accounts[i].balance;
            self.sum = self.sum.wrapping_add(balance);
            credit_used += i128::from(balance.wrapping_neg().max(0));
            let (used, overflows) = opening[i].overflowing_sub(balance);
            exact &= !overflows;
            peak[i] = peak[i].max(used);
        }
        if !exact {
            return Err(status::OVERFLOW);
        }
        self.credit_used = i64::try_from(credit_used).map_err(|_| status::OVERFLOW)?;
        self.at += count;
        Ok(())
    }

    /// The end of the day, if this is its last tick, and of the tick.
    fn close(&mut self, chunk: &mut Chunk, budget: &mut Budget) -> Result<(), i32> {
        let tick = self.tick();
        if (tick + 1) % self.ticks_per_day == 0 {
            budget.take(1, chunk.room())?;
            let at = chunk.extra_rows;
            let out = chunk.next(1, kind::END_OF_DAY, tick);
            out.agent[0] = NO_AGENT;
            out.other[0] = NO_AGENT;
            out.tx[0] = NO_TX;
            out.amount[0] = self.progress.queue_value;
            out.a[0] = self.queue.len() as i64;
            out.b[0] = at as i32;
            out.c[0] = tick / self.ticks_per_day;
            out.code[0] = 0;
            // Without cost rates there is no penalty.
            chunk.extra[at] = 0;
            chunk.extra_rows = at + 1;
        }
        if self.sum != 0 {
            return Err(status::NOT_CONSERVED);
        }
        self.progress.tick += 1;
        self.block_tick += 1;
        self.phase = Phase::Begin;
        Ok(())
    }

    /// Writes the balance of each agent, then of each queued transaction, in queue order, its number with the declared priority above it, and its amount.
    pub fn write_state(&self, out: &mut [i64]) {
        assert!(out.len() == self.accounts.len() + 2 * self.queue.len(), "room for balances and queue");
        let (balances, queue) = out.split_at_mut(self.accounts.len());
        for (balance, account) in balances.iter_mut().zip(&self.accounts) {
            *balance = account.balance;
        }
        for (pair, queued) in queue.chunks_exact_mut(2).zip(&self.queue) {
            pair[0] = i64::from(queued.priority) << 32 | i64::from(queued.number);
            pair[1] = queued.amount;
        }
    }

    pub fn state_longs(&self) -> usize {
        self.accounts.len() + 2 * self.queue.len()
    }

    /// A queued transaction becomes overdue at the start of the tick after its deadline.
    pub fn overdue(&self) -> i64 {
        let last_tick = self.progress.tick - 1;
        let queued = self.queue.iter().filter(|queued| i64::from(queued.deadline) < last_tick).count();
        self.progress.overdue_settled + queued as i64
    }

    /// -1 where the sum exceeds 64 bits.
    pub fn liquidity_used(&self) -> i64 {
        let sum: i128 = self.peak.iter().map(|&peak| i128::from(peak)).sum();
        i64::try_from(sum).unwrap_or(-1)
    }
}

/// Rows of a chunk that are about to be filled, with kind and tick set.
struct Rows<'a> {
    kind: &'a mut [i8],
    agent: &'a mut [i32],
    other: &'a mut [i32],
    tx: &'a mut [i32],
    amount: &'a mut [i64],
    a: &'a mut [i64],
    b: &'a mut [i32],
    c: &'a mut [i32],
    code: &'a mut [i16],
}

impl Chunk<'_> {
    fn room(&self) -> usize {
        CHUNK_ROWS - self.rows
    }

    /// Takes the next rows; the caller has made sure that there is room.
    fn next(&mut self, count: usize, kind: i8, tick: i32) -> Rows<'_> {
        let rows = self.rows..self.rows + count;
        self.rows = rows.end;
        self.kind[rows.clone()].fill(kind);
        self.tick[rows.clone()].fill(tick);
        Rows {
            kind: &mut self.kind[rows.clone()],
            agent: &mut self.agent[rows.clone()],
            other: &mut self.other[rows.clone()],
            tx: &mut self.tx[rows.clone()],
            amount: &mut self.amount[rows.clone()],
            a: &mut self.a[rows.clone()],
            b: &mut self.b[rows.clone()],
            c: &mut self.c[rows.clone()],
            code: &mut self.code[rows],
        }
    }
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

fn grow<T: Clone>(column: &mut Vec<T>, length: usize, value: T) -> Result<(), i32> {
    if length > column.len() {
        column.try_reserve(length - column.len()).map_err(|_| status::NO_MEMORY)?;
        column.resize(length, value);
    }
    Ok(())
}

fn ascending_from(column: &mut [i32], first: i32) {
    for (i, number) in column.iter_mut().enumerate() {
        *number = first + i as i32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                bytes: vec![0; CHUNK_ROWS],
                ints: std::array::from_fn(|_| vec![0; CHUNK_ROWS]),
                longs: std::array::from_fn(|_| vec![0; CHUNK_ROWS]),
                shorts: vec![0; CHUNK_ROWS],
                extra: [0],
            }
        }

        fn chunk(&mut self) -> Chunk<'_> {
            let [tick, agent, other, tx, b, c] = &mut self.ints;
            let [amount, a] = &mut self.longs;
            Chunk {
                rows: 0,
                extra_rows: 0,
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

    #[test]
    fn a_day_without_arrivals_is_one_end_of_day() {
        let mut engine = Engine::new(1, -12, &[5, 7], &[0, 0]).expect("memory");
        let mut columns = Columns::new();
        let mut chunk = columns.chunk();
        assert_eq!(status::DONE, engine.run(&NO_ARRIVALS, &mut chunk, 1_000));
        assert_eq!((1, 1, kind::END_OF_DAY), (chunk.rows, chunk.extra_rows, chunk.kind[0]));
    }

    #[test]
    fn money_that_does_not_sum_to_zero_ends_the_run_for_good() {
        let mut engine = Engine::new(1, -11, &[5, 7], &[0, 0]).expect("memory");
        let mut columns = Columns::new();
        assert_eq!(status::NOT_CONSERVED, engine.run(&NO_ARRIVALS, &mut columns.chunk(), 1_000));
        assert_eq!(status::NOT_CONSERVED, engine.run(&NO_ARRIVALS, &mut columns.chunk(), 1_000));
        assert_eq!(0, engine.progress.tick);
    }
}
