//! What Java and native code must see alike: columns, structs and constants, in the words of `shared-layout.txt`.
//!
//! That file is the description. A test here holds these definitions to it, a test in Java holds the Java side to it, and whoever loads the library compares
//! its [`text`] with the file before the first call.

use std::fmt::Write;
use std::mem::{offset_of, size_of};

/// Raised whenever anything in this file changes its meaning.
pub const VERSION: i32 = 4;

/// Stands in a column of agents for nobody.
pub const NO_AGENT: i32 = -1;

/// Stands in a column of transactions for none.
pub const NO_TX: i32 = -1;

/// The kinds of event that this engine writes, as they stand in the column `kind`.
pub mod kind {
    pub const ARRIVAL: i8 = 0;
    pub const POLICY_SUBMIT: i8 = 1;
    pub const POLICY_DROP: i8 = 3;
    pub const SETTLEMENT: i8 = 7;
    pub const QUEUED_RTGS: i8 = 8;
    pub const LSM_BILATERAL_OFFSET: i8 = 9;
    pub const END_OF_DAY: i8 = 12;
}

/// What stands in the column `code`.
pub mod code {
    pub const RTGS_PRIORITY_NORMAL: i16 = 0;
    pub const SETTLEMENT_IMMEDIATE: i16 = 0;
    pub const SETTLEMENT_QUEUE: i16 = 1;
    pub const CAUSE_LIQUIDITY: i16 = 1;
    pub const REASON_CLOSE: i16 = 11;
    pub const ORIGIN_GENERATED: i16 = 0;
}

/// The parts of the column `marks` of an arrival. Priority and divisible together are the column `c` of its event.
pub mod mark {
    pub const PRIORITY: i32 = 15;
    pub const DIVISIBLE: i32 = 16;
    pub const ORIGIN_SHIFT: i32 = 5;
}

/// How a call ended.
pub mod status {
    /// All ticks of the block are done.
    pub const DONE: i32 = 0;
    /// The work allowed for one call is used up; the same call goes on.
    pub const PAUSED: i32 = 1;
    /// All rows are filled; the same call with more goes on.
    pub const CHUNK_FULL: i32 = 2;
    /// The variable part of the chunk has no room for [`super::Progress::extra_wanted`] longs more; the same call with room for them goes on.
    pub const EXTRA_FULL: i32 = 3;
    /// Something that must always hold did not. From here on nothing may follow.
    pub const NOT_COVERED: i32 = 4;
    pub const NOT_CONSERVED: i32 = 5;
    /// An amount, or the number of transactions, exceeds its width.
    pub const OVERFLOW: i32 = 6;
    pub const NO_MEMORY: i32 = 7;
    /// A mistake of this engine: a panic that was caught.
    pub const PANIC: i32 = 8;
}

/// What an engine is made of: the compiled scenario.
#[repr(C)]
pub struct CompiledScenario {
    pub ticks_per_day: i32,
    /// 1 where what is unsettled at the end of a day is dropped, 0 where it is carried on.
    pub rejects_at_close: i32,
    pub agents: i32,
    pub layout_version: i32,
    /// In which ticks pairs are offset: every so many, or 0 for never.
    pub bilateral_every_ticks: i64,
    /// Minus the sum of the opening balances.
    pub central_bank: i64,
    /// The agent columns, in agent order.
    pub opening_balance: *const i64,
    pub credit_line: *const i64,
}

/// What arrivals are drawn from, where native code draws them: a row for each flow of each agent, in the order in which a tick goes through them.
///
/// `words` say what the draws of flows are: their number and each of them, then the number of lists of weighted receivers and each of them. A draw is a kind of
/// amounts (0 constant, 1 uniform, 2 empirical, 3 normal, 4 log-normal, 5 exponential), two reals, least and greatest amount, and a list of amounts; a kind of
/// priorities (0 fixed, 1 uniform, 2 by weight), least and greatest, and a list of priorities, each with its weight; whether it is divisible; least and greatest
/// offset of deadlines; and the list of steps of its profile, ticks of the day with multipliers. A list begins with its length; reals are bits.
#[repr(C)]
pub struct CompiledFlows {
    pub seed: i64,
    pub ticks_per_day: i32,
    pub total_ticks: i32,
    pub deadline_cap: i32,
    pub agents: i32,
    pub flows: i64,
    pub words_count: i64,
    /// The ids of the agents one after the other, where each begins and the last ends, and the sizes of those of a population, 0 for others.
    pub ids: *const u8,
    pub id_from: *const i32,
    pub sizes: *const i64,
    /// The columns of the flows; `draw` is a place among the draws, `receivers` one among the lists or negative.
    pub sender: *const i32,
    pub index_in_agent: *const i32,
    pub draw: *const i32,
    pub receivers: *const i32,
    pub rate: *const f64,
    pub words: *const i64,
}

impl CompiledFlows {
    pub const PAYS_ALL_OTHERS: i32 = -1;
    pub const PAYS_BY_SIZE: i32 = -2;
    pub const CAP_END_OF_DAY: i32 = 1;
    pub const CAP_END_OF_RUN: i32 = 2;
}

/// A block of arrivals that native code draws: at most so many ticks, which end where there are so many arrivals; then how many there are, and where.
#[repr(C)]
pub struct Block {
    pub ticks: i32,
    pub arrivals: i32,
    pub tick_ends: *const i32,
    pub sender: *const i32,
    pub receiver: *const i32,
    pub amount: *const i64,
    pub deadline: *const i32,
    pub marks: *const i8,
}

/// What a call of `rtgsim_run` is given: a block of whole ticks with their arrivals, and the chunk.
///
/// A block is `ticks` ticks; those of tick `i` arrive in the rows before `tick_ends[i]` that are not of an earlier one. Until a block is done, every call is
/// given the same one. Of the columns of the chunk the rows `rows..rows_end` are to be filled, and of its variable part `extra_rows..extra_room`. Where the columns are in the heap of a JVM, `work` bounds what one call does:
/// rows to write, or queued transactions or agents to look at.
#[repr(C)]
pub struct Call {
    pub ticks: i32,
    pub work: i32,
    pub rows: i32,
    pub rows_end: i32,
    pub extra_rows: i32,
    pub extra_room: i32,
    pub tick_ends: *const i32,
    pub sender: *const i32,
    pub receiver: *const i32,
    pub amount: *const i64,
    pub deadline: *const i32,
    pub marks: *const i8,
    pub event_kind: *mut i8,
    pub event_tick: *mut i32,
    pub event_agent: *mut i32,
    pub event_other: *mut i32,
    pub event_tx: *mut i32,
    pub event_amount: *mut i64,
    pub event_a: *mut i64,
    pub event_b: *mut i32,
    pub event_c: *mut i32,
    pub event_code: *mut i16,
    pub event_extra: *mut i64,
}

/// Where an engine stands, and its sums for the measures. An engine begins with it, so that the caller reads it without a call.
#[repr(C)]
#[derive(Default)]
pub struct Progress {
    /// Rows that are filled in the chunk, and longs in its variable part.
    pub rows: i64,
    pub extra: i64,
    pub extra_wanted: i64,
    /// Ticks that are done.
    pub tick: i64,
    pub transactions: i64,
    pub arrived_value: i64,
    pub settled_count: i64,
    pub settled_value: i64,
    pub offset_value: i64,
    pub dropped_count: i64,
    pub dropped_value: i64,
    /// Of transactions that settled or were dropped after their deadline; `rtgsim_overdue` adds those still queued.
    pub overdue_gone: i64,
    pub delay_sum: i64,
    pub delay_max: i64,
    pub weighted_delay_high: i64,
    pub weighted_delay_low: i64,
    pub credit_used_max: i64,
    pub queue_count: i64,
    pub queue_count_max: i64,
    pub queue_value_max: i64,
}

/// The columns of a chunk, in the order in which a call is given them.
pub const EVENT_COLUMNS: [(&str, usize); 11] = [
    ("kind", size_of::<i8>()),
    ("tick", size_of::<i32>()),
    ("agent", size_of::<i32>()),
    ("other", size_of::<i32>()),
    ("tx", size_of::<i32>()),
    ("amount", size_of::<i64>()),
    ("a", size_of::<i64>()),
    ("b", size_of::<i32>()),
    ("c", size_of::<i32>()),
    ("code", size_of::<i16>()),
    ("extra", size_of::<i64>()),
];

/// The columns of a block of arrivals, in the order in which a call is given them.
pub const ARRIVAL_COLUMNS: [(&str, usize); 5] = [
    ("sender", size_of::<i32>()),
    ("receiver", size_of::<i32>()),
    ("amount", size_of::<i64>()),
    ("deadline", size_of::<i32>()),
    ("marks", size_of::<i8>()),
];

/// The columns of the agents.
pub const AGENT_COLUMNS: [(&str, usize); 2] = [("opening_balance", size_of::<i64>()), ("credit_line", size_of::<i64>())];

macro_rules! constants {
    ($out:ident, $group:ident, $($name:ident),+) => {
        $(line(&mut $out, format_args!("{} {} = {}", stringify!($group), stringify!($name), $group::$name));)+
    };
}

macro_rules! fields {
    ($out:ident, $type:ident, $($field:ident),+) => {
        line(&mut $out, format_args!("struct {} of {} bytes", stringify!($type), size_of::<$type>()));
        $(line(&mut $out, format_args!("{}.{} at {}", stringify!($type), stringify!($field), offset_of!($type, $field)));)+
    };
}

/// All of the above as it was compiled, line by line.
pub fn text() -> String {
    let mut out = String::new();
    line(&mut out, format_args!("version = {VERSION}"));
    line(&mut out, format_args!("no agent = {NO_AGENT}"));
    line(&mut out, format_args!("no tx = {NO_TX}"));
    for (name, bytes) in EVENT_COLUMNS {
        line(&mut out, format_args!("event column {name} of {bytes} bytes"));
    }
    for (name, bytes) in ARRIVAL_COLUMNS {
        line(&mut out, format_args!("arrival column {name} of {bytes} bytes"));
    }
    for (name, bytes) in AGENT_COLUMNS {
        line(&mut out, format_args!("agent column {name} of {bytes} bytes"));
    }
    constants!(out, kind, ARRIVAL, POLICY_SUBMIT, POLICY_DROP, SETTLEMENT, QUEUED_RTGS, LSM_BILATERAL_OFFSET, END_OF_DAY);
    constants!(out, code, RTGS_PRIORITY_NORMAL, SETTLEMENT_IMMEDIATE, SETTLEMENT_QUEUE, CAUSE_LIQUIDITY, REASON_CLOSE, ORIGIN_GENERATED);
    constants!(out, mark, PRIORITY, DIVISIBLE, ORIGIN_SHIFT);
    constants!(out, status, DONE, PAUSED, CHUNK_FULL, EXTRA_FULL, NOT_COVERED, NOT_CONSERVED, OVERFLOW, NO_MEMORY, PANIC);
    fields!(
        out,
        CompiledScenario,
        ticks_per_day,
        rejects_at_close,
        agents,
        layout_version,
        bilateral_every_ticks,
        central_bank,
        opening_balance,
        credit_line
    );
    line(&mut out, format_args!("receivers PAYS_ALL_OTHERS = {}", CompiledFlows::PAYS_ALL_OTHERS));
    line(&mut out, format_args!("receivers PAYS_BY_SIZE = {}", CompiledFlows::PAYS_BY_SIZE));
    line(&mut out, format_args!("cap END_OF_DAY = {}", CompiledFlows::CAP_END_OF_DAY));
    line(&mut out, format_args!("cap END_OF_RUN = {}", CompiledFlows::CAP_END_OF_RUN));
    fields!(
        out,
        CompiledFlows,
        seed,
        ticks_per_day,
        total_ticks,
        deadline_cap,
        agents,
        flows,
        words_count,
        ids,
        id_from,
        sizes,
        sender,
        index_in_agent,
        draw,
        receivers,
        rate,
        words
    );
    fields!(out, Block, ticks, arrivals, tick_ends, sender, receiver, amount, deadline, marks);
    fields!(
        out,
        Call,
        ticks,
        work,
        rows,
        rows_end,
        extra_rows,
        extra_room,
        tick_ends,
        sender,
        receiver,
        amount,
        deadline,
        marks,
        event_kind,
        event_tick,
        event_agent,
        event_other,
        event_tx,
        event_amount,
        event_a,
        event_b,
        event_c,
        event_code,
        event_extra
    );
    fields!(
        out,
        Progress,
        rows,
        extra,
        extra_wanted,
        tick,
        transactions,
        arrived_value,
        settled_count,
        settled_value,
        offset_value,
        dropped_count,
        dropped_value,
        overdue_gone,
        delay_sum,
        delay_max,
        weighted_delay_high,
        weighted_delay_low,
        credit_used_max,
        queue_count,
        queue_count_max,
        queue_value_max
    );
    out
}

fn line(out: &mut String, what: std::fmt::Arguments) {
    writeln!(out, "{what}").expect("a text takes every line");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_laid_out_as_described() {
        let described: String = include_str!("../resources/rtgsim/ffm/shared-layout.txt")
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .fold(String::new(), |all, line| all + line + "\n");
        assert_eq!(described, text());
    }
}
