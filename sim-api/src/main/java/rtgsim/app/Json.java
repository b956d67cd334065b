package rtgsim.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/// Writes records as JSON: their components in snake_case, and a number beyond 2^53 as a string, since many readers would round it.
public final class Json {

    /// Raised when a field of the doors' JSON is renamed or removed; a new field does not raise it.
    public static final int SCHEMA_VERSION = 1;

    /// The largest integer that a reader with doubles is sure to keep.
    public static final long EXACT_MAX = 1L << 53;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Long.class, new ExactLong())
                                    .addSerializer(Long.TYPE, new ExactLong()))
                    .build();

    private Json() {}

    public static String text(Object shape) {
        try {
            return MAPPER.writeValueAsString(shape);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a shape of ours has no JSON: " + shape.getClass(), impossible);
        }
    }

    private static final class ExactLong extends JsonSerializer<Long> {
        @Override
        public void serialize(Long value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value > EXACT_MAX || value < -EXACT_MAX) json.writeString(value.toString());
            else json.writeNumber(value);
        }
    }
}
