package io.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Repartitioned;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PartitionCountsTest {
    private final StreamsBuilder builder = new StreamsBuilder();

    @Test
    void aTaskForEachPartitionOfTheLargestTopic() {
        builder.<String, String>stream(Arrays.asList("small", "large")).foreach((key, value) -> {});

        assertThat(counts(Map.of("small", 2, "large", 5)).tasks()).isEqualTo(Map.of(0, 5));
    }

    @Test
    void aRepartitionTopicIsAsLargeAsWhatIsReadUpstream() {
        KStream<String, String> merged = builder.<String, String>stream("small").merge(builder.stream("large"));
        merged.groupBy((key, value) -> value).count(Materialized.as("counts"));

        PartitionCounts counts = counts(Map.of("small", 2, "large", 5));

        assertThat(counts.repartition()).isEqualTo(Map.of("counts-repartition", 5));
        assertThat(counts.changelog()).isEqualTo(Map.of("counts-changelog", 5));
        assertThat(counts.tasks()).isEqualTo(Map.of(0, 5, 1, 5));
    }

    @Test
    void aGivenCountHoldsAndGoesOnDownstream() {
        builder.<String, String>stream("in")
                .repartition(Repartitioned.<String, String>as("wide").withNumberOfPartitions(8))
                .groupBy((key, value) -> value)
                .count(Materialized.as("counts"));

        PartitionCounts counts = counts(Map.of("in", 2));

        assertThat(counts.repartition()).isEqualTo(Map.of("wide-repartition", 8, "counts-repartition", 8));
        assertThat(counts.tasks()).isEqualTo(Map.of(0, 2, 1, 8, 2, 8));
    }

    @Test
    void aStoreWithoutChangelogHasNone() {
        builder.<String, String>stream("in")
                .groupByKey()
                .count(
                        Materialized
                                .<String, Long,
                                        io.millrace.streams.state.KeyValueStore<
                                                org.apache.kafka.common.utils.Bytes, byte[]>>
                                        as("counts")
                                .withLoggingDisabled());

        assertThat(counts(Map.of("in", 2)).changelog()).isEmpty();
    }

    @Test
    void allMissingTopicsAreNamed() {
        builder.<String, String>stream("here").to("out");
        builder.<String, String>stream("there").to("out");
        builder.globalTable("nowhere");

        assertThatThrownBy(() -> counts(Map.of("here", 1)))
                .isInstanceOf(MissingSourceTopicException.class)
                .hasMessageContaining("nowhere, there");
    }

    private PartitionCounts counts(Map<String, Integer> existing) {
        return PartitionCounts.of(
                builder.build().built(),
                topic -> existing.containsKey(topic) ? OptionalInt.of(existing.get(topic)) : OptionalInt.empty());
    }
}
