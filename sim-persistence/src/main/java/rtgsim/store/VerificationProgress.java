package rtgsim.store;

/// Told how far a verification is, on the thread that makes it.
@FunctionalInterface
public interface VerificationProgress {

    /// Tells nobody.
    VerificationProgress UNSEEN = (step, events, of) -> {};

    /// What takes its time.
    enum Step {
        /// The rows are read, hashed and replayed.
        READING("reading the events"),
        /// The derived tables are made once more.
        DERIVING("deriving the tables once more"),
        /// The scenario is run and compared with the rows.
        RUNNING_AGAIN("running the scenario again");

        private final String label;

        Step(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// @param events done in this step
    /// @param of so many, where they are counted, or 0
    void at(Step step, long events, long of);
}
