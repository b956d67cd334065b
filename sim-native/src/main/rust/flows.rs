//! Arrivals of the generator `per_agent`: the draws of `rtgsim.arrivals.GeneratedArrivals`, draw for draw and bit for bit, as columns of a block of ticks.
//!
//! Each agent, flow and purpose has a stream of its own, so the amounts of a flow can be drawn one after the other, then its receivers, and so on. A tick goes
//! through the flows in the order in which they are given. A stream gets its state when it is first drawn from.

use std::slice;

use crate::layout::{code, mark, status, Block, CompiledFlows};
use crate::releasing::grow;
use crate::strict;
use crate::streams::{Purpose, Seeds, Stream};

/// The largest λ of one piece of a Poisson count.
const PIECE: f64 = 16.0;

/// Which draw is clamped to the bounds, if it and all before it were outside them.
const DRAWS_MAX: usize = 1_000;

/// The largest amount that a continuous distribution yields.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// So many log-normal amounts are drawn at a time, step by step, so that the processor works at several logarithms at once.
const AT_ONCE: usize = 64;

/// The table of receivers by size has so many entries for each agent, so that most draws need no step beyond it, which a processor cannot guess.
const FINENESS: u64 = 4;

/// The numbers that describe all draws, one after the other.
struct Words<'a>(slice::Iter<'a, i64>);

impl Words<'_> {
    fn whole(&mut self) -> i64 {
        *self.0.next().expect("as many words as the ones before say")
    }

    fn real(&mut self) -> f64 {
        f64::from_bits(self.whole() as u64)
    }

    fn count(&mut self) -> usize {
        usize::try_from(self.whole()).expect("a count")
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.count()).map(|_| read(self)).collect()
    }
}

struct Bounds {
    min: i64,
    max: i64,
}

impl Bounds {
    /// Rounds to the nearest, half up, and clamps to 1 … 10¹⁵.
    fn amount(value: f64) -> i64 {
        let whole = value.floor();
        let rounded = if value - whole >= 0.5 { whole + 1.0 } else { whole };
        (rounded as i64).clamp(1, AMOUNT_MAX)
    }

    fn holds(&self, amount: i64) -> bool {
        self.min <= amount && amount <= self.max
    }

    fn clamp(&self, amount: i64) -> i64 {
        amount.clamp(self.min, self.max)
    }

    /// What is outside is drawn again.
    fn within(&self, mut real: impl FnMut() -> f64) -> i64 {
        for _ in 1..DRAWS_MAX {
            let amount = Self::amount(real());
            if self.holds(amount) {
                return amount;
            }
        }
        self.clamp(Self::amount(real()))
    }
}

enum Amounts {
    Constant(i64),
    Uniform(i64, i64),
    Empirical(Vec<i64>),
    Normal(f64, f64, Bounds),
    LogNormal(f64, f64, Bounds),
    Exponential(f64, Bounds),
}

impl Amounts {
    fn read(words: &mut Words) -> Self {
        let kind = words.whole();
        let (first, second) = (words.real(), words.real());
        let (min, max) = (words.whole(), words.whole());
        let values = words.list(Words::whole);
        let bounds = Bounds { min, max };
        match kind {
            0 => Self::Constant(min),
            1 => Self::Uniform(min, max),
            2 => Self::Empirical(values),
            3 => Self::Normal(first, second, bounds),
            4 => Self::LogNormal(first, second, bounds),
            5 => Self::Exponential(first, bounds),
            _ => panic!("a kind of amounts"),
        }
    }

    /// Whether an amount takes a draw at all.
    fn are_drawn(&self) -> bool {
        !matches!(self, Self::Constant(_))
    }

    fn draw(&self, source: &mut Stream, amounts: &mut [i64]) {
        match self {
            Self::Constant(value) => amounts.fill(*value),
            Self::Uniform(min, max) => {
                let (least, span) = (*min, (max - min + 1) as u64);
                let mut stream = *source;
                amounts.fill_with(|| least + stream.below(span) as i64);
                *source = stream;
            }
            Self::Empirical(values) => amounts.fill_with(|| values[source.below(values.len() as u64) as usize]),
            Self::Normal(mean, deviation, bounds) => {
                amounts.fill_with(|| bounds.within(|| mean + deviation * standard_normal(source)));
            }
            Self::LogNormal(mu, sigma, bounds) => draw_log_normal(*mu, *sigma, bounds, source, amounts),
            Self::Exponential(mean, bounds) => amounts.fill_with(|| bounds.within(|| source.exponential(*mean))),
        }
    }
}

/// By Box and Muller; two draws, of which the sine is thrown away.
fn standard_normal(source: &mut Stream) -> f64 {
    let radius = (-2.0 * strict::log(source.unit())).sqrt();
    radius * strict::cos(2.0 * std::f64::consts::PI * source.unit())
}

/// As many as are missing are drawn at a time, so none is drawn in vain.
fn draw_log_normal(mu: f64, sigma: f64, bounds: &Bounds, source: &mut Stream, amounts: &mut [i64]) {
    let mut values = [0.0; AT_ONCE];
    let mut angles = [0.0; AT_ONCE];
    let mut found = 0;
    let mut refused = 0;
    while found < amounts.len() {
        let count = AT_ONCE.min(amounts.len() - found);
        let (values, angles) = (&mut values[..count], &mut angles[..count]);
        for (value, angle) in values.iter_mut().zip(angles.iter_mut()) {
            *value = source.unit();
            *angle = source.unit();
        }
        values.iter_mut().for_each(|value| *value = (-2.0 * strict::log(*value)).sqrt());
        angles.iter_mut().for_each(|angle| *angle = strict::cos(2.0 * std::f64::consts::PI * *angle));
        for (value, angle) in values.iter_mut().zip(angles.iter()) {
            *value = strict::exp(mu + sigma * (*value * angle));
        }
        for value in values.iter() {
            let amount = Bounds::amount(*value);
            if !bounds.holds(amount) {
                refused += 1;
                if refused < DRAWS_MAX {
                    continue;
                }
            }
            amounts[found] = bounds.clamp(amount);
            found += 1;
            refused = 0;
        }
    }
}

enum Priorities {
    Fixed(i8),
    Uniform(i8, u64),
    Categorical(Vec<i8>, Vec<f64>, f64),
}

impl Priorities {
    fn read(words: &mut Words) -> Self {
        let kind = words.whole();
        let (min, max) = (words.whole(), words.whole());
        let weighted = words.list(|words| (words.whole() as i8, words.real()));
        match kind {
            0 => Self::Fixed(min as i8),
            1 => Self::Uniform(min as i8, (max - min + 1) as u64),
            2 => {
                let (priorities, weights): (Vec<i8>, Vec<f64>) = weighted.into_iter().unzip();
                let mut total = 0.0;
                weights.iter().for_each(|weight| total += weight);
                Self::Categorical(priorities, weights, total)
            }
            _ => panic!("a kind of priorities"),
        }
    }

    /// Whether a priority takes a draw at all.
    fn are_drawn(&self) -> bool {
        !matches!(self, Self::Fixed(_))
    }

    fn draw(&self, source: &mut Stream, flags: i8, marks: &mut [i8]) {
        match self {
            Self::Fixed(priority) => marks.fill(priority | flags),
            Self::Uniform(min, span) => marks.fill_with(|| (min + source.below(*span) as i8) | flags),
            Self::Categorical(priorities, weights, total) => {
                marks.fill_with(|| priorities[source.choice(weights, *total)] | flags);
            }
        }
    }
}

/// What all agents with one flow share.
struct Draw {
    amounts: Amounts,
    priorities: Priorities,
    flags: i8,
    offset_min: i64,
    offset_span: u64,
    /// From a tick of the day on, its multiplier.
    profile: Vec<(i32, f64)>,
    next: usize,
    multiplier: f64,
    has_changed: bool,
}

impl Draw {
    fn read(words: &mut Words) -> Self {
        let amounts = Amounts::read(words);
        let priorities = Priorities::read(words);
        let divisible = if words.whole() != 0 { mark::DIVISIBLE } else { 0 };
        let (offset_min, offset_max) = (words.whole(), words.whole());
        Self {
            amounts,
            priorities,
            flags: (divisible | i32::from(code::ORIGIN_GENERATED) << mark::ORIGIN_SHIFT) as i8,
            offset_min,
            offset_span: (offset_max - offset_min + 1) as u64,
            profile: words.list(|words| (words.whole() as i32, words.real())),
            next: 0,
            multiplier: f64::NAN,
            has_changed: false,
        }
    }

    /// The multiplier of the last step at or before this tick of the day, 1 before the first. A day is gone through tick by tick, from 0.
    fn turn_to(&mut self, tick_of_day: i32) {
        let before = self.multiplier;
        if tick_of_day == 0 {
            self.next = 0;
            self.multiplier = 1.0;
        }
        while self.next < self.profile.len() && self.profile[self.next].0 <= tick_of_day {
            self.multiplier = self.profile[self.next].1;
            self.next += 1;
        }
        self.has_changed = self.multiplier != before;
    }
}

/// Receivers by size: the first other whose running sum exceeds the draw.
///
/// The sender's size is no part of the sums, so what is drawn at or beyond the sizes before it is moved up by its own. A table by the upper bits of what is
/// drawn says where to look first.
struct BySize {
    before: Vec<u64>,
    shift: u32,
    first_of: Vec<u32>,
}

impl BySize {
    fn new(sizes: &[i64]) -> Self {
        let mut before = vec![0];
        let mut total = 0;
        for &size in sizes {
            total += size as u64;
            before.push(total);
        }
        let last = sizes.len() - 1;
        let shift = (FINENESS * sizes.len() as u64).leading_zeros().saturating_sub(total.leading_zeros());
        let mut first_of = vec![0];
        let mut agent = 0;
        for upper in 1..=total >> shift {
            while agent < last && before[agent + 1] <= upper << shift {
                agent += 1;
            }
            first_of.push(agent as u32);
        }
        Self { before, shift, first_of }
    }

    fn draw(&self, source: &mut Stream, sender: usize) -> i32 {
        let below = self.before[sender];
        let own = self.before[sender + 1] - below;
        let last = self.before.len() - 2;
        let mut drawn = source.below(self.before[last + 1] - own);
        if drawn >= below {
            drawn += own;
        }
        let mut agent = self.first_of[(drawn >> self.shift) as usize] as usize;
        while agent < last && self.before[agent + 1] <= drawn {
            agent += 1;
        }
        agent as i32
    }
}

/// Receivers by weight: the first whose running sum exceeds the target.
struct ByWeight {
    receivers: Vec<i32>,
    sums: Vec<f64>,
}

impl ByWeight {
    fn read(words: &mut Words) -> Self {
        let mut sum = 0.0;
        let weighted = words.list(|words| {
            let receiver = words.whole() as i32;
            sum += words.real();
            (receiver, sum)
        });
        let (receivers, sums) = weighted.into_iter().unzip();
        Self { receivers, sums }
    }

    fn draw(&self, source: &mut Stream) -> i32 {
        let last = self.sums.len() - 1;
        let target = source.unit() * self.sums[last];
        // The last also where rounding leaves none.
        self.receivers[self.sums[..last].partition_point(|&sum| sum <= target)]
    }
}

/// A flow of one agent.
struct Flow {
    sender: u32,
    index_in_agent: u32,
    draw: u32,
    /// Negative as the layout says, or a place among the lists of weights.
    receivers: i32,
    rate: f64,
}

/// A Poisson count in pieces of [`PIECE`] and a rest; λ = 0 draws nothing.
#[derive(Clone, Copy, Default)]
struct Count {
    draws: bool,
    pieces: u32,
    /// exp(−rest)
    limit: f64,
}

impl Count {
    fn of(lambda: f64) -> Self {
        let mut rest = lambda;
        let mut pieces = 0;
        while rest > PIECE {
            rest -= PIECE;
            pieces += 1;
        }
        Self { draws: lambda > 0.0, pieces, limit: strict::exp(-rest) }
    }
}

pub struct Flows {
    ticks_per_day: i32,
    total_ticks: i32,
    deadline_cap: i32,
    seeds: Seeds,
    piece_limit: f64,
    draws: Vec<Draw>,
    by_size: Option<BySize>,
    by_weight: Vec<ByWeight>,
    flows: Vec<Flow>,
    counts: Vec<Count>,
    /// Those of one purpose side by side: each tick draws a count of every flow, and of most flows of a large system nothing else.
    streams: Vec<Stream>,
    next_tick: i32,
    /// The block: rows that are filled, and its columns, which only grow.
    rows: usize,
    tick_ends: Vec<i32>,
    sender: Vec<i32>,
    receiver: Vec<i32>,
    amount: Vec<i64>,
    deadline: Vec<i32>,
    marks: Vec<i8>,
}

impl Flows {
    /// # Safety
    /// The columns have the lengths that [`CompiledFlows`] says.
    pub(crate) unsafe fn new(compiled: &CompiledFlows) -> Self {
        let agents = usize::try_from(compiled.agents).expect("a number of agents");
        let count = usize::try_from(compiled.flows).expect("a number of flows");
        // SAFETY: the caller promises it.
        let (id_from, sizes, words, flows) = unsafe {
            let sender = slice::from_raw_parts(compiled.sender, count);
            let index_in_agent = slice::from_raw_parts(compiled.index_in_agent, count);
            let draw = slice::from_raw_parts(compiled.draw, count);
            let receivers = slice::from_raw_parts(compiled.receivers, count);
            let rate = slice::from_raw_parts(compiled.rate, count);
            let flow = |i| Flow {
                sender: sender[i] as u32,
                index_in_agent: index_in_agent[i] as u32,
                draw: draw[i] as u32,
                receivers: receivers[i],
                rate: rate[i],
            };
            (
                slice::from_raw_parts(compiled.id_from, agents + 1),
                slice::from_raw_parts(compiled.sizes, agents),
                slice::from_raw_parts(compiled.words, compiled.words_count as usize),
                (0..count).map(flow).collect(),
            )
        };
        // SAFETY: the caller promises it.
        let ids = unsafe { slice::from_raw_parts(compiled.ids, id_from[agents] as usize) };
        let mut words = Words(words.iter());
        Self {
            ticks_per_day: compiled.ticks_per_day,
            total_ticks: compiled.total_ticks,
            deadline_cap: compiled.deadline_cap,
            seeds: Seeds { seed: compiled.seed as u64, ids: ids.to_vec(), id_from: id_from.to_vec() },
            piece_limit: strict::exp(-PIECE),
            draws: words.list(Draw::read),
            by_size: if sizes.iter().any(|&size| size > 0) { Some(BySize::new(sizes)) } else { None },
            by_weight: words.list(ByWeight::read),
            flows,
            counts: vec![Count::default(); count],
            streams: vec![Stream::default(); count * Purpose::ALL],
            next_tick: 0,
            rows: 0,
            tick_ends: Vec::new(),
            sender: Vec::new(),
            receiver: Vec::new(),
            amount: Vec::new(),
            deadline: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Draws whole ticks from the next one on, until the block has one of the numbers that it asks for, and says where they are.
    pub(crate) fn draw(&mut self, block: &mut Block) -> i32 {
        self.tick_ends.clear();
        self.rows = 0;
        loop {
            if let Err(stop) = self.draw_tick() {
                return stop;
            }
            self.tick_ends.push(self.rows as i32);
            if self.tick_ends.len() >= block.ticks as usize || self.rows >= block.arrivals as usize {
                break;
            }
        }
        block.ticks = self.tick_ends.len() as i32;
        block.arrivals = self.rows as i32;
        block.tick_ends = self.tick_ends.as_ptr();
        block.sender = self.sender.as_ptr();
        block.receiver = self.receiver.as_ptr();
        block.amount = self.amount.as_ptr();
        block.deadline = self.deadline.as_ptr();
        block.marks = self.marks.as_ptr();
        status::DONE
    }

    fn draw_tick(&mut self) -> Result<(), i32> {
        let tick = self.next_tick;
        self.next_tick += 1;
        self.turn_to(tick % self.ticks_per_day);
        for flow in 0..self.flows.len() {
            let Count { draws, pieces, limit } = self.counts[flow];
            if !draws {
                continue;
            }
            let place = self.begin(flow, Purpose::Count, true);
            let mut stream = self.streams[place];
            let mut transactions = 0;
            for _ in 0..pieces {
                transactions += stream.poisson(self.piece_limit);
            }
            transactions += stream.poisson(limit);
            self.streams[place] = stream;
            if transactions > 0 {
                self.draw_transactions(tick, flow, transactions)?;
            }
        }
        Ok(())
    }

    /// What λ is made of is worked out only where a multiplier changes.
    fn turn_to(&mut self, tick_of_day: i32) {
        let mut any_changed = false;
        for draw in &mut self.draws {
            draw.turn_to(tick_of_day);
            any_changed |= draw.has_changed;
        }
        if !any_changed {
            return;
        }
        for (flow, count) in self.flows.iter().zip(&mut self.counts) {
            let draw = &self.draws[flow.draw as usize];
            if draw.has_changed {
                *count = Count::of(flow.rate * draw.multiplier);
            }
        }
    }

    /// Where a stream is, which gets its first state if it is drawn from and has none yet.
    fn begin(&mut self, flow: usize, purpose: Purpose, is_drawn: bool) -> usize {
        let place = purpose as usize * self.flows.len() + flow;
        if is_drawn && !self.streams[place].has_begun() {
            let Flow { sender, index_in_agent, .. } = self.flows[flow];
            self.streams[place] = self.seeds.first(sender as usize, index_in_agent, purpose);
        }
        place
    }

    fn draw_transactions(&mut self, tick: i32, flow: usize, transactions: usize) -> Result<(), i32> {
        let rows = self.rows..self.rows + transactions;
        self.make_room(rows.end)?;
        let agent = self.flows[flow].sender as usize;
        self.sender[rows.clone()].fill(agent as i32);

        let number = self.flows[flow].draw as usize;
        let place = self.begin(flow, Purpose::Amount, self.draws[number].amounts.are_drawn());
        self.draws[number].amounts.draw(&mut self.streams[place], &mut self.amount[rows.clone()]);

        let place = self.begin(flow, Purpose::Priority, self.draws[number].priorities.are_drawn());
        let draw = &self.draws[number];
        draw.priorities.draw(&mut self.streams[place], draw.flags, &mut self.marks[rows.clone()]);

        let place = self.begin(flow, Purpose::Receiver, true);
        let mut stream = self.streams[place];
        let receivers = &mut self.receiver[rows.clone()];
        match (self.flows[flow].receivers, &self.by_size) {
            (CompiledFlows::PAYS_BY_SIZE, Some(by_size)) => receivers.fill_with(|| by_size.draw(&mut stream, agent)),
            (CompiledFlows::PAYS_ALL_OTHERS, _) => {
                let others = self.seeds.id_from.len() as u64 - 2;
                receivers.fill_with(|| {
                    let candidate = stream.below(others) as usize;
                    (candidate + usize::from(candidate >= agent)) as i32
                });
            }
            (list, _) => {
                let by_weight = &self.by_weight[list as usize];
                receivers.fill_with(|| by_weight.draw(&mut stream));
            }
        }
        self.streams[place] = stream;

        let place = self.begin(flow, Purpose::Deadline, true);
        let mut stream = self.streams[place];
        let latest = match self.deadline_cap {
            CompiledFlows::CAP_END_OF_DAY => (i64::from(tick / self.ticks_per_day) + 1) * i64::from(self.ticks_per_day),
            CompiledFlows::CAP_END_OF_RUN => i64::from(self.total_ticks),
            _ => i64::from(i32::MAX),
        };
        let least = i64::from(tick) + 1;
        let draw = &self.draws[number];
        let (first, span) = (i64::from(tick) + draw.offset_min, draw.offset_span);
        let deadlines = &mut self.deadline[rows.clone()];
        deadlines.fill_with(|| (first + stream.below(span) as i64).min(latest).max(least) as i32);
        self.streams[place] = stream;
        self.rows = rows.end;
        Ok(())
    }

    fn make_room(&mut self, rows: usize) -> Result<(), i32> {
        if rows <= self.sender.len() {
            return Ok(());
        }
        i32::try_from(rows).map_err(|_| status::OVERFLOW)?;
        let length = rows.next_power_of_two();
        grow(&mut self.sender, length, 0)?;
        grow(&mut self.receiver, length, 0)?;
        grow(&mut self.amount, length, 0)?;
        grow(&mut self.deadline, length, 0)?;
        grow(&mut self.marks, length, 0)
    }
}
