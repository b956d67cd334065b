package rtgsim.store;

/// Consecutive events.
///
/// @param until excluded; not after `first` if there are none
record SeqRange(long first, long until) {

    long size() {
        return Math.max(0, until - first);
    }
}
