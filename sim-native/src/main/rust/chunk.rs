//! What a call is handed: a block of arrivals, the chunk to fill, and how much work it may do.

use crate::layout::status;

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
    /// Longs that the variable part had no room for.
    pub extra_wanted: usize,
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

/// What a call may still do.
pub(crate) struct Budget(pub(crate) usize);

impl Budget {
    /// As many units of `wanted` as there is work and, where rows are written, room for.
    pub(crate) fn take(&mut self, wanted: usize, room: usize) -> Result<usize, i32> {
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

/// Rows of a chunk that are about to be filled, with kind and tick set.
pub(crate) struct Rows<'a> {
    pub(crate) kind: &'a mut [i8],
    pub(crate) agent: &'a mut [i32],
    pub(crate) other: &'a mut [i32],
    pub(crate) tx: &'a mut [i32],
    pub(crate) amount: &'a mut [i64],
    pub(crate) a: &'a mut [i64],
    pub(crate) b: &'a mut [i32],
    pub(crate) c: &'a mut [i32],
    pub(crate) code: &'a mut [i16],
}

impl Chunk<'_> {
    pub(crate) fn room(&self) -> usize {
        self.kind.len() - self.rows
    }

    /// Refuses where the variable part has no room for so many longs more.
    pub(crate) fn needs_extra(&mut self, longs: usize) -> Result<(), i32> {
        if self.extra.len() - self.extra_rows >= longs {
            return Ok(());
        }
        self.extra_wanted = longs;
        Err(status::EXTRA_FULL)
    }

    /// Takes the next rows; the caller has made sure that there is room.
    pub(crate) fn next(&mut self, count: usize, kind: i8, tick: i32) -> Rows<'_> {
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

pub(crate) fn ascending_from(column: &mut [i32], first: i32) {
    for (i, number) in column.iter_mut().enumerate() {
        *number = first + i as i32;
    }
}
