package rtgsim.ffm;

/// How native code gets at the columns of arrivals and of the log. The log is the same; `docs/decisions/0040-columns-in-the-heap.md` says which is faster.
enum Handover {
    /// It reads and writes the arrays in the heap. That holds the collector up, so a call does a small piece of work.
    IN_PLACE,
    /// It reads and writes copies outside the heap, which are copied column by column.
    STAGED
}
