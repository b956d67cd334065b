package rtgsim.scenario.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys that a map may have, in the order of the documentation.
final class Shape {

    private final List<Key> keys;
    private final List<String> names;
    private final Map<String, Integer> positions;

    Shape(List<Key> keys) {
        this.keys = List.copyOf(keys);
        this.names = keys.stream().map(Key::name).toList();
        this.positions = HashMap.newHashMap(keys.size());
        for (int i = 0; i < keys.size(); i++) positions.put(keys.get(i).name(), i);
    }

    static Shape of(Key... keys) {
        return new Shape(List.of(keys));
    }

    List<Key> keys() {
        return keys;
    }

    List<String> names() {
        return names;
    }

    /// The position of that key, or −1.
    int position(String name) {
        Integer position = positions.get(name);
        return position == null ? -1 : position;
    }

    @Nullable Key key(String name) {
        int position = position(name);
        return position < 0 ? null : keys.get(position);
    }
}
