package io.millrace.streams.kstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.kstream.internals.TimeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class WindowsEqualKafkaStreamsTest {
    @Property(tries = 300)
    void cutsTimeAsKafkaStreamsDoes(
            @ForAll @LongRange(min = 1, max = 500) long sizeMs,
            @ForAll @LongRange(min = 1, max = 500) long advanceMs,
            @ForAll @LongRange(min = 0, max = 2000) long timestamp) {
        Assume.that(advanceMs <= sizeMs);

        TimeWindows ours =
                TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(sizeMs)).advanceBy(Duration.ofMillis(advanceMs));
        var theirs = org.apache.kafka.streams.kstream.TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(sizeMs))
                .advanceBy(Duration.ofMillis(advanceMs));

        assertThat(text(ours.windowsFor(timestamp))).isEqualTo(text(theirs.windowsFor(timestamp)));
    }

    private static List<String> text(Map<Long, ?> windows) {
        List<String> text = new ArrayList<>();
        windows.forEach((start, window) -> text.add(start + " " + window));
        return text;
    }

    @Property(tries = 300)
    void writesAndReadsWindowedKeysAsKafkaStreamsDoes(
            @ForAll String key,
            @ForAll @LongRange(min = 0) long start,
            @ForAll @LongRange(min = 1, max = Integer.MAX_VALUE) long size) {
        Assume.that(start < Long.MAX_VALUE);
        Serde<Windowed<String>> ours = WindowedSerdes.timeWindowedSerdeFrom(String.class, size);
        var theirs = org.apache.kafka.streams.kstream.WindowedSerdes.timeWindowedSerdeFrom(String.class, size);
        long end = start + size < 0 ? Long.MAX_VALUE : start + size;
        Windowed<String> windowed = new Windowed<>(key, new TimeWindow(start, end));
        var model = new org.apache.kafka.streams.kstream.Windowed<>(
                key, new org.apache.kafka.streams.kstream.internals.TimeWindow(start, end));

        byte[] bytes = ours.serializer().serialize("t", windowed);

        assertThat(bytes).isEqualTo(theirs.serializer().serialize("t", model));
        assertThat(ours.deserializer().deserialize("t", bytes)).isEqualTo(windowed);
        assertThat(windowed).hasToString(model.toString());
        assertThat(windowed.hashCode()).isEqualTo(model.hashCode());
        assertThat(windowed.window().hashCode()).isEqualTo(model.window().hashCode());
    }

    @Test
    void aWindowedKeyThatIsTooShortIsNamedAsSuch() {
        Serde<Windowed<String>> serde = WindowedSerdes.timeWindowedSerdeFrom(String.class, 10);

        assertThat(serde.deserializer().deserialize("t", null)).isNull();
        assertThatThrownBy(() -> serde.deserializer().deserialize("t", new byte[7]))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t has 7");
    }

    @Test
    void windowedSerdesCanBeConfigured() {
        var serde = new WindowedSerdes.TimeWindowedSerde<String>();
        Map<String, Object> configs = new HashMap<>();
        configs.put(TimeWindowedDeserializer.WINDOW_SIZE_MS_CONFIG, "100");
        configs.put(
                TimeWindowedSerializer.WINDOWED_INNER_SERIALIZER_CLASS,
                Serdes.String().serializer().getClass());
        configs.put(
                TimeWindowedDeserializer.WINDOWED_INNER_DESERIALIZER_CLASS,
                Serdes.String().deserializer().getClass().getName());
        serde.configure(configs, true);
        Windowed<String> windowed = new Windowed<>("k", new TimeWindow(200, 300));

        assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", windowed)))
                .isEqualTo(windowed);
    }

    @Test
    void windowsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> TimeWindows.ofSizeWithNoGrace(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger than zero");
        assertThatThrownBy(() -> TimeWindows.ofSizeAndGrace(Duration.ofMillis(1), Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Grace period must not be negative");
        assertThatThrownBy(() ->
                        TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(5)).advanceBy(Duration.ofMillis(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 6 ms");
        assertThatThrownBy(() -> TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> new TimeWindow(5, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
