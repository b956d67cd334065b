package rtgsim.store;

/// Takes the rows of a query one at a time.
@FunctionalInterface
public interface RowReader<T, X extends Exception> {
    void read(T row) throws X;
}
