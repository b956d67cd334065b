//! The tick in native code, behind a boundary of a few C functions that `rtgsim.ffm` calls.
//!
//! All but one take two addresses and return 64 bits: a JVM makes code of its own for every form of call, which costs tens of milliseconds at a start.
//!
//! No panic crosses the boundary, nothing here prints, reads a clock or starts a thread, and the caller owns all columns.

mod arriving;
mod bilateral;
mod chunk;
mod close;
mod engine;
mod flows;
pub mod layout;
mod ledger;
mod measuring;
mod queue;
mod releasing;
mod rtgs;
mod streams;
mod strict;

use std::ffi::{c_char, CString};
use std::panic::{self, catch_unwind, AssertUnwindSafe};
use std::slice;
use std::sync::{Mutex, Once, OnceLock};

pub use chunk::{Arrivals, Chunk};
pub use engine::{Engine, Rules};
pub use flows::Flows;
use layout::{status, Block, Call, CompiledFlows, CompiledScenario, VERSION};

/// The description of the layout, as a C string that is never given back.
#[no_mangle]
pub extern "C" fn rtgsim_layout(_: *const u8, _: *const u8) -> i64 {
    static TEXT: OnceLock<CString> = OnceLock::new();
    TEXT.get_or_init(|| CString::new(layout::text()).expect("a text without zeros")).as_ptr() as i64
}

/// What the last panic said and where, so that the caller can tell it.
static LAST_PANIC: Mutex<Option<CString>> = Mutex::new(None);

fn keep_panics_for_the_caller() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|info| {
            if let Ok(mut last) = LAST_PANIC.lock() {
                *last = CString::new(info.to_string().replace(['\n', '\0'], " ")).ok();
            }
        }));
    });
}

/// What the last panic said and where, as a C string that the caller gives back with `rtgsim_free_text`; null if there was none.
#[no_mangle]
pub extern "C" fn rtgsim_last_panic(_: *const u8, _: *const u8) -> i64 {
    let last = LAST_PANIC.lock().ok().and_then(|mut last| last.take());
    last.map_or(0, |text| text.into_raw() as i64)
}

/// Gives a text back.
///
/// # Safety
/// `text` is of `rtgsim_last_panic` and not used any more.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_free_text(text: *mut c_char, _: *const u8) -> i64 {
    // SAFETY: the caller promises it.
    drop(unsafe { CString::from_raw(text) });
    0
}

/// Does nothing, so that the cost of a call can be measured.
#[no_mangle]
pub extern "C" fn rtgsim_nothing(_: *const u8, _: *const u8) -> i64 {
    0
}

/// Makes an engine and returns its address, or 0 where there is no memory for it. It begins with [`layout::Progress`].
///
/// # Safety
/// `scenario` is readable, and its two columns are for as many rows as it has agents. They are copied.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_create(scenario: *const CompiledScenario, _: *const u8) -> i64 {
    keep_panics_for_the_caller();
    let made = catch_unwind(|| {
        // SAFETY: the caller promises it.
        let scenario = unsafe { &*scenario };
        assert!(scenario.layout_version == VERSION, "caller and library are of different versions");
        let agents = usize::try_from(scenario.agents).expect("a number of agents");
        // SAFETY: the caller promises as many rows as agents.
        let opening = unsafe { slice::from_raw_parts(scenario.opening_balance, agents) };
        let credit = unsafe { slice::from_raw_parts(scenario.credit_line, agents) };
        let rules = Rules {
            ticks_per_day: scenario.ticks_per_day,
            rejects_at_close: scenario.rejects_at_close != 0,
            bilateral_every_ticks: i32::try_from(scenario.bilateral_every_ticks).expect("a number of ticks"),
        };
        Engine::new(&rules, scenario.central_bank, opening, credit)
    });
    match made {
        Ok(Some(engine)) => Box::into_raw(Box::new(engine)) as i64,
        Ok(None) | Err(_) => 0,
    }
}

/// Gives an engine back.
///
/// # Safety
/// `engine` is of `rtgsim_create` and not used any more.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_free(engine: *mut Engine, _: *const u8) -> i64 {
    // SAFETY: the caller promises it.
    drop(unsafe { Box::from_raw(engine) });
    0
}

/// Makes what draws arrivals, and returns its address, or 0 where there is no memory for it.
///
/// # Safety
/// The columns and words of `compiled` are readable for as many rows as it says. They are copied.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_flows_create(compiled: *const CompiledFlows, _: *const u8) -> i64 {
    keep_panics_for_the_caller();
    // SAFETY: the caller promises it.
    let made = catch_unwind(|| unsafe { Flows::new(&*compiled) });
    made.map_or(0, |flows| Box::into_raw(Box::new(flows)) as i64)
}

/// Draws a block of whole ticks and says in it where the columns are; they stay until the next call. Returns a [`status`].
///
/// # Safety
/// `flows` is of `rtgsim_flows_create`, and `block` is writable.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_flows_draw(flows: *mut Flows, block: *mut Block) -> i64 {
    // SAFETY: the caller promises it.
    let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { (*flows).draw(&mut *block) }));
    i64::from(outcome.unwrap_or(status::PANIC))
}

/// Gives what draws arrivals back.
///
/// # Safety
/// `flows` is of `rtgsim_flows_create` and not used any more.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_flows_free(flows: *mut Flows, _: *const u8) -> i64 {
    // SAFETY: the caller promises it.
    drop(unsafe { Box::from_raw(flows) });
    0
}

/// Runs the ticks of a block, or goes on with it, until it is done, the chunk is full or the allowed work is used up. Returns a [`status`]; the rest is in
/// [`layout::Progress`].
///
/// # Safety
/// The columns of the arrivals are readable up to the last of `tick_ends`, those of the events writable up to `rows_end`, and the variable part up
/// to `extra_room`. They do not overlap.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_run(engine: *mut Engine, call: *const Call) -> i64 {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the caller promises all of it.
        unsafe {
            let call = &*call;
            let tick_ends = slice::from_raw_parts(call.tick_ends, call.ticks as usize);
            let arriving = tick_ends.last().map_or(0, |end| *end as usize);
            let arrivals = Arrivals {
                tick_ends,
                sender: slice::from_raw_parts(call.sender, arriving),
                receiver: slice::from_raw_parts(call.receiver, arriving),
                amount: slice::from_raw_parts(call.amount, arriving),
                deadline: slice::from_raw_parts(call.deadline, arriving),
                marks: slice::from_raw_parts(call.marks, arriving),
            };
            let rows_end = call.rows_end as usize;
            let mut chunk = Chunk {
                rows: call.rows as usize,
                extra_rows: call.extra_rows as usize,
                extra_wanted: 0,
                kind: slice::from_raw_parts_mut(call.event_kind, rows_end),
                tick: slice::from_raw_parts_mut(call.event_tick, rows_end),
                agent: slice::from_raw_parts_mut(call.event_agent, rows_end),
                other: slice::from_raw_parts_mut(call.event_other, rows_end),
                tx: slice::from_raw_parts_mut(call.event_tx, rows_end),
                amount: slice::from_raw_parts_mut(call.event_amount, rows_end),
                a: slice::from_raw_parts_mut(call.event_a, rows_end),
                b: slice::from_raw_parts_mut(call.event_b, rows_end),
                c: slice::from_raw_parts_mut(call.event_c, rows_end),
                code: slice::from_raw_parts_mut(call.event_code, rows_end),
                extra: slice::from_raw_parts_mut(call.event_extra, call.extra_room as usize),
            };
            (*engine).run(&arrivals, &mut chunk, call.work.max(1) as usize)
        }
    }));
    i64::from(outcome.unwrap_or(status::PANIC))
}

/// The same with every member of [`Call`] an argument, since columns in the heap of a JVM have an address only while they are arguments of a call.
///
/// # Safety
/// As of [`rtgsim_run`].
#[no_mangle]
pub unsafe extern "C" fn rtgsim_run_in_heap(
    engine: *mut Engine,
    ticks: i32,
    work: i32,
    rows: i32,
    rows_end: i32,
    extra_rows: i32,
    extra_room: i32,
    tick_ends: *const i32,
    sender: *const i32,
    receiver: *const i32,
    amount: *const i64,
    deadline: *const i32,
    marks: *const i8,
    event_kind: *mut i8,
    event_tick: *mut i32,
    event_agent: *mut i32,
    event_other: *mut i32,
    event_tx: *mut i32,
    event_amount: *mut i64,
    event_a: *mut i64,
    event_b: *mut i32,
    event_c: *mut i32,
    event_code: *mut i16,
    event_extra: *mut i64,
) -> i64 {
    let call = Call {
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
        event_extra,
    };
    // SAFETY: the caller promises all of it.
    unsafe { rtgsim_run(engine, &call) }
}

/// Transactions that were ever overdue, in the ticks that are done.
///
/// # Safety
/// `engine` is of `rtgsim_create`.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_overdue(engine: *const Engine, _: *const u8) -> i64 {
    // SAFETY: the caller promises it.
    unsafe { (*engine).overdue() }
}

/// Σ over agents of the most liquidity each used, or -1 if that exceeds 64 bits.
///
/// # Safety
/// `engine` is of `rtgsim_create`.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_liquidity_used(engine: *const Engine, _: *const u8) -> i64 {
    // SAFETY: the caller promises it.
    unsafe { (*engine).liquidity_used() }
}

/// Between ticks: writes the balance of each agent and two longs for each queued transaction, as `Engine::write_state` says.
///
/// # Safety
/// `engine` is of `rtgsim_create`, and `out` has room for so many longs; [`layout::Progress`] has the length of the queue.
#[no_mangle]
pub unsafe extern "C" fn rtgsim_state(engine: *const Engine, out: *mut i64) -> i64 {
    // SAFETY: the caller promises it.
    unsafe {
        let engine = &*engine;
        engine.write_state(slice::from_raw_parts_mut(out, engine.state_longs()));
    }
    0
}
