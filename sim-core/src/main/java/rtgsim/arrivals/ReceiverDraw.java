package rtgsim.arrivals;

/// Draws the receiver for a sender; both are positions in agent order.
@FunctionalInterface
interface ReceiverDraw {

    int draw(RandomSource source, int sender);

    /// All others alike, in agent order.
    static ReceiverDraw allOthers(int agents) {
        return (source, sender) -> {
            int candidate = (int) source.below(agents - 1);
            return candidate < sender ? candidate : candidate + 1;
        };
    }

    /// All others alike, in an order of their own.
    ///
    /// @param inOrder the agents in that order
    static ReceiverDraw allOthers(int[] inOrder) {
        int[] placeOf = new int[inOrder.length];
        for (int place = 0; place < inOrder.length; place++) placeOf[inOrder[place]] = place;
        return (source, sender) -> {
            int candidate = (int) source.below(inOrder.length - 1);
            return inOrder[candidate < placeOf[sender] ? candidate : candidate + 1];
        };
    }

    /// By weight: the first whose running sum exceeds the target.
    ///
    /// @param candidates in agent order, without the sender, each with a weight greater than 0; one of weight 0 can neither be the first to exceed anything
    ///     nor change a sum
    static ReceiverDraw byWeight(int[] candidates, double[] weights) {
        double[] runningSum = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) runningSum[i] = sum += weights[i];
        double total = sum;
        return (source, sender) -> {
            double target = source.unit() * total;
            int low = 0;
            int high = runningSum.length - 1; // also where rounding leaves none
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (runningSum[middle] > target) high = middle;
                else low = middle + 1;
            }
            return candidates[low];
        };
    }

    /// By size: the first other whose running sum exceeds the draw.
    ///
    /// The sender's size is no part of the sums, so what is drawn at or beyond the sizes before it is moved up by its own. A table says where to look first,
    /// so that a draw takes a step or two, where halving took one for each doubling of the agents, half of them guessed wrong by the processor.
    ///
    /// @param sizes of all agents in agent order, 0 for those that are no candidates
    static ReceiverDraw bySize(long[] sizes) {
        long[] before = new long[sizes.length + 1];
        for (int i = 0; i < sizes.length; i++) before[i + 1] = Math.addExact(before[i], sizes[i]);
        long total = before[sizes.length];
        int last = sizes.length - 1;
        int shift = Math.max(0, Long.numberOfLeadingZeros(sizes.length) - Long.numberOfLeadingZeros(total));
        // By the upper bits of what is drawn: the first agent that it could be.
        int[] firstOf = new int[(int) (total >>> shift) + 1];
        for (int upper = 1; upper < firstOf.length; upper++) {
            int agent = firstOf[upper - 1];
            while (agent < last && before[agent + 1] <= (long) upper << shift) agent++;
            firstOf[upper] = agent;
        }
        return (source, sender) -> {
            long own = before[sender + 1] - before[sender];
            long drawn = source.below(total - own);
            if (drawn >= before[sender]) drawn += own;
            int agent = firstOf[(int) (drawn >>> shift)];
            while (agent < last && before[agent + 1] <= drawn) agent++;
            return agent;
        };
    }

    /// By weight as the shared-stream generator does it: it walks the agents in the order of the file and takes each weight off the target until nothing is
    /// left of it, or ends at the last. What is subtracted rounds otherwise than what is added, so no search over sums can stand in for the walk.
    ///
    /// @param inOrder all agents in the order of the file, the sender among them
    /// @param listedPlaces the places in that order of those with a weight, ascending; the others weigh 1
    /// @param total the sum over all but the sender, added in that order
    static ReceiverDraw byWalk(int[] inOrder, int[] listedPlaces, double[] listedWeights, double total) {
        return (source, sender) -> {
            double target = source.unit() * total;
            int last = -1;
            int listed = 0;
            for (int place = 0; place < inOrder.length; place++) {
                boolean isListed = listed < listedPlaces.length && listedPlaces[listed] == place;
                double weight = isListed ? listedWeights[listed++] : 1;
                if (inOrder[place] == sender) continue;
                last = inOrder[place];
                target -= weight;
                if (target <= 0) break;
            }
            return last;
        };
    }
}
