package rtgsim.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers to the questions that were asked last, of what does not change.
///
/// Any thread may ask.
final class LastAnswers<Q, A> {

    private final Map<Q, A> answers;

    /// @param kept how many; the one that was not asked for longest is forgotten first
    LastAnswers(int kept) {
        answers =
                Collections.synchronizedMap(
                        new LinkedHashMap<>(16, 0.75f, true) {
                            @Override
                            protected boolean removeEldestEntry(Map.Entry<Q, A> eldest) {
                                return size() > kept;
                            }
                        });
    }

    /// Null if it is not known.
    @Nullable A get(Q question) {
        return answers.get(question);
    }

    void put(Q question, A answer) {
        answers.put(question, answer);
    }
}
