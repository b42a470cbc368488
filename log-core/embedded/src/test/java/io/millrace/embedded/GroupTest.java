package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class GroupTest {
    @ParameterizedTest
    @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
    void membersShareThePartitionsAndTakeOverFromWhoLeaves(Class<?> assignor) {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Stock.createTopic(log.bootstrapServers(), "shared", 4, Map.of());
            Stock.produce(log.bootstrapServers(), "shared", 0, 100);
            Object[] settings = {
                "group.id", "sharing", "partition.assignment.strategy", assignor.getName(), "heartbeat.interval.ms", 200
            };
            Set<String> seen = new HashSet<>();
            try (KafkaConsumer<String, String> first = Stock.consumer(log.bootstrapServers(), settings)) {
                first.subscribe(List.of("shared"));
                KafkaConsumer<String, String> second = Stock.consumer(log.bootstrapServers(), settings);
                second.subscribe(List.of("shared"));

                Stock.await(() -> {
                    pollInto(first, seen);
                    pollInto(second, seen);
                    return seen.size() == 100
                            && first.assignment().size() == 2
                            && second.assignment().size() == 2;
                });
                Set<TopicPartition> all = new HashSet<>(first.assignment());
                all.addAll(second.assignment());
                assertThat(all).hasSize(4);
                first.commitSync();
                second.close();

                Stock.await(() -> {
                    pollInto(first, seen);
                    return first.assignment().size() == 4;
                });
                Stock.produce(log.bootstrapServers(), "shared", 100, 200);
                Stock.await(() -> {
                    pollInto(first, seen);
                    return seen.size() == 200;
                });
            }
        }
    }

    private static void pollInto(KafkaConsumer<String, String> consumer, Set<String> seen) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> seen.add(record.value()));
    }
}
