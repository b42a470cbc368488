package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stock consumer with {@code group.protocol=consumer}. */
@Timeout(120)
class ConsumerProtocolTest {
    private static final String GROUP = "sharing";

    private EmbeddedLog log;
    private final List<KafkaConsumer<String, String>> open = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    @BeforeEach
    void start() {
        log = Millrace.log()
                .inMemory()
                .set("group.consumer.heartbeat.interval.ms", "100")
                .set("group.consumer.session.timeout.ms", "1500")
                .start();
        Stock.createTopic(log.bootstrapServers(), "shared", 4, Map.of());
    }

    @AfterEach
    void stop() {
        open.forEach(consumer -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))));
        log.close();
    }

    @Test
    void membersShareThePartitionsTakeOverFromWhoLeavesAndCommit() {
        Stock.produce(log.bootstrapServers(), "shared", 0, 100);
        KafkaConsumer<String, String> first = member();
        first.subscribe(List.of("shared"));
        Stock.await(() -> polled(first).assignment().size() == 4);
        KafkaConsumer<String, String> second = member();
        second.subscribe(List.of("shared"));

        Stock.await(() -> haveTwoEach(first, second) && seen.size() == 100);
        first.commitSync();
        second.commitSync();
        describedAs(GroupState.STABLE, 2);

        open.remove(second);
        second.close();
        Stock.await(() -> polled(first).assignment().size() == 4);
        Stock.produce(log.bootstrapServers(), "shared", 100, 200);
        Stock.await(() -> {
            polled(first);
            return seen.size() == 200;
        });
        first.commitSync();
        Map<TopicPartition, OffsetAndMetadata> committed = first.committed(first.assignment());
        assertThat(committed.values().stream()
                        .mapToLong(OffsetAndMetadata::offset)
                        .sum())
                .isEqualTo(200);
        open.remove(first);
        first.close();
        describedAs(GroupState.EMPTY, 0);
        try (Admin admin = Stock.admin(log.bootstrapServers())) {
            assertThat(Stock.get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata()))
                    .isEqualTo(committed);
            Stock.get(admin.deleteConsumerGroups(List.of(GROUP)).all());
            assertThat(Stock.get(admin.listGroups().all())).isEmpty();
        }
    }

    @Test
    void whoIsKilledIsReplacedAfterItsSession() {
        KafkaConsumer<String, String> first = member();
        first.subscribe(List.of("shared"));
        KafkaConsumer<String, String> second = member();
        second.subscribe(List.of("shared"));
        Stock.await(() -> haveTwoEach(first, second));

        open.remove(second);
        // It says nothing when it goes, as one whose process was killed.
        second.close(CloseOptions.timeout(Duration.ofSeconds(5))
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));

        Stock.await(() -> polled(first).assignment().size() == 4);
    }

    @Test
    void aStaticMemberIsBackBeforeAnybodyNotices() {
        KafkaConsumer<String, String> first = member("group.instance.id", "one");
        first.subscribe(List.of("shared"));
        List<Collection<TopicPartition>> revoked = new ArrayList<>();
        KafkaConsumer<String, String> second = member("group.instance.id", "two");
        second.subscribe(List.of("shared"), noting(revoked));
        Stock.await(() -> haveTwoEach(first, second));
        Set<TopicPartition> had = first.assignment();
        revoked.clear();

        open.remove(first);
        first.close();
        KafkaConsumer<String, String> again = member("group.instance.id", "one");
        again.subscribe(List.of("shared"));
        Stock.await(() -> polled(again).assignment().equals(had));

        polled(second);
        assertThat(second.assignment()).hasSize(2).doesNotContainAnyElementsOf(had);
        assertThat(revoked).isEmpty();
    }

    @Test
    void anExpressionIsMatchedHereAndFollowsNewTopics() {
        KafkaConsumer<String, String> consumer = member();
        consumer.subscribe(new SubscriptionPattern("sh.*"));
        Stock.await(() -> polled(consumer).assignment().size() == 4);

        Stock.createTopic(log.bootstrapServers(), "shy", 2, Map.of());
        Stock.createTopic(log.bootstrapServers(), "other", 2, Map.of());
        Stock.await(() -> polled(consumer).assignment().size() == 6);
        assertThat(consumer.assignment()).contains(new TopicPartition("shy", 1));
    }

    private KafkaConsumer<String, String> member(Object... more) {
        Object[] settings = new Object[4 + more.length];
        settings[0] = "group.id";
        settings[1] = GROUP;
        settings[2] = "group.protocol";
        settings[3] = "consumer";
        System.arraycopy(more, 0, settings, 4, more.length);
        KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers(), settings);
        open.add(consumer);
        return consumer;
    }

    private KafkaConsumer<String, String> polled(KafkaConsumer<String, String> consumer) {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> seen.add(record.value()));
        return consumer;
    }

    private boolean haveTwoEach(KafkaConsumer<String, String> first, KafkaConsumer<String, String> second) {
        polled(first);
        polled(second);
        return first.assignment().size() == 2 && second.assignment().size() == 2;
    }

    private static ConsumerRebalanceListener noting(List<Collection<TopicPartition>> revoked) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                revoked.add(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        };
    }

    private void describedAs(GroupState state, int members) {
        try (Admin admin = Stock.admin(log.bootstrapServers())) {
            ConsumerGroupDescription described = Stock.get(admin.describeConsumerGroups(List.of(GROUP))
                    .describedGroups()
                    .get(GROUP));
            assertThat(described.type()).isEqualTo(GroupType.CONSUMER);
            assertThat(described.groupState()).isEqualTo(state);
            assertThat(described.members()).hasSize(members);
            assertThat(described.partitionAssignor()).isEqualTo("uniform");
            GroupListing listed = Stock.get(admin.listGroups().all()).iterator().next();
            assertThat(listed.type()).contains(GroupType.CONSUMER);
            assertThat(listed.groupState()).contains(state);
        }
    }
}
