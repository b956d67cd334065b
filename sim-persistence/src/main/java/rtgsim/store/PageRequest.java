package rtgsim.store;

/// Which page of a filtered set: by key, which costs the same everywhere, or by offset, which costs what it skips.
public sealed interface PageRequest {

    /// The most events of a page.
    int LIMIT_MAX = 1_000;

    EventOrder order();

    int limit();

    /// The page that starts `offset` events into the set.
    record From(EventOrder order, int limit, long offset) implements PageRequest {
        public From {
            checkLimit(limit);
            if (offset < 0) throw new IllegalArgumentException("offset must not be negative: offset=" + offset);
        }
    }

    /// The page that follows `seq` in the order asked for.
    record After(EventOrder order, int limit, long seq) implements PageRequest {
        public After {
            checkLimit(limit);
        }
    }

    /// The page that ends just before `seq` in the order asked for.
    record Before(EventOrder order, int limit, long seq) implements PageRequest {
        public Before {
            checkLimit(limit);
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX + ": limit=" + limit);
        }
    }
}
