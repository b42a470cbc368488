package io.millrace.embedded.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a consumer promises, whoever wrote it, on any log. */
@Timeout(120)
abstract class ConsumerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    final String topic = "c-" + UUID.randomUUID();
    final String group = "g-" + topic;
    private final List<Consumer<?, ?>> consumers = new ArrayList<>();
    Written written;

    /** Where the log is. */
    abstract String bootstrap();

    /** The consumer under test. */
    abstract <K, V> Consumer<K, V> consumer(Map<String, Object> configs);

    @BeforeEach
    void open() {
        written = new Written(bootstrap());
    }

    @AfterEach
    void close() {
        consumers.forEach(Consumer::close);
        written.close();
    }

    @Test
    void assignedPartitionsGiveTheirRecordsInOrder() {
        written.topic(topic, 3);
        for (int p = 0; p < 3; p++) {
            written.records(topic, p, 0, 2_000);
        }
        Consumer<String, String> consumer = strings(Map.of("max.poll.records", 300));
        consumer.assign(List.of(of(0), of(1), of(2)));

        Map<Integer, List<Long>> offsets = new TreeMap<>();
        int[] count = {0};
        until(() -> {
            ConsumerRecords<String, String> records = consumer.poll(SHORT);
            assertThat(records.count()).isLessThanOrEqualTo(300);
            for (ConsumerRecord<String, String> each : records) {
                assertThat(each.value()).isEqualTo("v" + each.offset());
                assertThat(each.key()).isEqualTo("k" + each.offset());
                assertThat(each.timestamp()).isEqualTo(1_000 + each.offset());
                offsets.computeIfAbsent(each.partition(), p -> new ArrayList<>())
                        .add(each.offset());
                count[0]++;
            }
            return count[0] == 6_000;
        });

        assertThat(offsets.keySet()).containsExactly(0, 1, 2);
        offsets.values().forEach(each -> assertThat(each).isSorted().doesNotHaveDuplicates());
        assertThat(consumer.position(of(1))).isEqualTo(2_000);
        assertThat(consumer.currentLag(of(1))).hasValue(0);
        assertThat(consumer.assignment()).containsExactlyInAnyOrder(of(0), of(1), of(2));
    }

    @Test
    void headersAndNullsAreGivenOutAsTheyWere() {
        written.topic(topic, 1);
        written.record(
                topic, 0, 7, null, null, new RecordHeader("h", new byte[] {1}), new RecordHeader("n", (byte[]) null));
        written.flush();
        Consumer<String, String> consumer = strings(Map.of());
        consumer.assign(List.of(of(0)));

        ConsumerRecord<String, String> record = take(consumer, 1).get(0);

        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(record.serializedKeySize()).isEqualTo(-1);
        assertThat(record.serializedValueSize()).isEqualTo(-1);
        assertThat(record.headers().lastHeader("h").value()).containsExactly(1);
        assertThat(record.headers().lastHeader("n").value()).isNull();
    }

    @Test
    void aGroupGoesOnWhereItCommitted() {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 100);
        Consumer<String, String> first = grouped(Map.of("max.poll.records", 10, "enable.auto.commit", false));
        first.subscribe(List.of(topic));
        List<ConsumerRecord<String, String>> taken = take(first, 10);
        assertThat(taken).hasSize(10);
        first.commitSync();
        assertThat(first.committed(Set.of(of(0))).get(of(0)).offset()).isEqualTo(10);
        take(first, 10);
        first.commitSync(Map.of(of(0), new OffsetAndMetadata(15, "half")));
        close(first);

        Consumer<String, String> second = grouped(Map.of());
        second.subscribe(List.of(topic));

        assertThat(take(second, 85).get(0).offset()).isEqualTo(15);
        OffsetAndMetadata before = second.committed(Set.of(of(0))).get(of(0));
        assertThat(before.metadata()).isEqualTo("half");
        close(second);
        Consumer<String, String> third = grouped(Map.of());
        assertThat(third.committed(Set.of(of(0))).get(of(0)).offset())
                .as("closing commits what was given out")
                .isEqualTo(100);
    }

    @Test
    void commitsWithoutWaitingAreToldByALaterCall() {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 5);
        Consumer<String, String> consumer = grouped(Map.of("enable.auto.commit", false));
        consumer.assign(List.of(of(0)));
        take(consumer, 5);
        List<String> told = new ArrayList<>();
        consumer.commitAsync((offsets, failure) -> told.add(offsets.get(of(0)).offset() + " " + failure));

        until(() -> {
            consumer.poll(SHORT);
            return !told.isEmpty();
        });

        assertThat(told).containsExactly("5 null");
        assertThat(consumer.committed(Set.of(of(0), new TopicPartition(topic, 9))))
                .satisfies(found -> assertThat(found.get(of(0)).offset()).isEqualTo(5))
                .satisfies(found ->
                        assertThat(found.get(new TopicPartition(topic, 9))).isNull());
    }

    @Test
    void positionsAreCommittedByThemselvesNowAndAgain() {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 5);
        Consumer<String, String> consumer = grouped(Map.of("auto.commit.interval.ms", 50));
        consumer.subscribe(List.of(topic));
        take(consumer, 5);

        until(() -> {
            consumer.poll(SHORT);
            OffsetAndMetadata committed = consumer.committed(Set.of(of(0))).get(of(0));
            return committed != null && committed.offset() == 5;
        });

        assertThat(consumer.groupMetadata().groupId()).isEqualTo(group);
        assertThat(consumer.groupMetadata().generationId()).isPositive();
        assertThat(consumer.groupMetadata().memberId()).isNotEmpty();
    }

    @Test
    void membersShareATopicAndTakeOverFromThoseThatLeave() {
        written.topic(topic, 4);
        Told toldFirst = new Told();
        Consumer<String, String> first = grouped(Map.of());
        first.subscribe(List.of(topic), toldFirst);
        until(() -> polled(first).assignment().size() == 4);
        Told toldSecond = new Told();
        Consumer<String, String> second = grouped(Map.of());
        second.subscribe(List.of(topic), toldSecond);

        until(() -> polled(first).assignment().size() == 2
                & polled(second).assignment().size() == 2);

        Set<TopicPartition> all = new HashSet<>(first.assignment());
        all.addAll(second.assignment());
        assertThat(all).hasSize(4);
        assertThat(toldFirst.events).startsWith("+4", "-4", "+2");
        assertThat(toldSecond.events).containsExactly("+2");

        close(second);
        assertThat(toldSecond.events).containsExactly("+2", "-2");
        until(() -> polled(first).assignment().size() == 4);
    }

    @Test
    void cooperativeMembersKeepWhatStaysTheirs() {
        written.topic(topic, 4);
        Map<String, Object> cooperative =
                Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        Told toldFirst = new Told();
        Consumer<String, String> first = grouped(cooperative);
        first.subscribe(List.of(topic), toldFirst);
        until(() -> polled(first).assignment().size() == 4);
        Consumer<String, String> second = grouped(cooperative);
        second.subscribe(List.of(topic));

        until(() -> polled(first).assignment().size() == 2
                & polled(second).assignment().size() == 2);

        assertThat(toldFirst.revoked).hasSize(2).doesNotContainAnyElementsOf(first.assignment());
        assertThat(second.assignment()).containsExactlyInAnyOrderElementsOf(toldFirst.revoked);
    }

    @Test
    void aStaticMemberReturnsWithoutARebalance() {
        written.topic(topic, 2);
        Consumer<String, String> first = grouped(Map.of("group.instance.id", "one"));
        first.subscribe(List.of(topic));
        Told told = new Told();
        Consumer<String, String> second = grouped(Map.of("group.instance.id", "two"));
        second.subscribe(List.of(topic), told);
        until(() -> polled(first).assignment().size() == 1
                & polled(second).assignment().size() == 1);
        Set<TopicPartition> had = first.assignment();
        int before = told.events.size();
        close(first);

        Consumer<String, String> again = grouped(Map.of("group.instance.id", "one"));
        again.subscribe(List.of(topic));
        until(() -> polled(again).assignment().size() == 1
                & polled(second).assignment().size() == 1);

        assertThat(again.assignment()).isEqualTo(had);
        assertThat(told.events).hasSize(before);
    }

    @Test
    void whoDoesNotPollLosesItsPartitionsAndMayReturn() {
        written.topic(topic, 2);
        Told told = new Told();
        Consumer<String, String> slow =
                grouped(Map.of("max.poll.interval.ms", 500, "session.timeout.ms", 6_000, "enable.auto.commit", false));
        slow.subscribe(List.of(topic), told);
        until(() -> polled(slow).assignment().size() == 2);
        Consumer<String, String> other = grouped(Map.of());
        other.subscribe(List.of(topic));
        until(() -> polled(other).assignment().size() == 2);

        until(() -> polled(slow).assignment().size() == 1
                & polled(other).assignment().size() == 1);

        assertThat(told.lost).as("not revoked, but lost").containsExactlyInAnyOrder(of(0), of(1));
    }

    @Test
    void seekingMovesToAnyPlace() {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 1_000);
        Consumer<String, String> consumer = strings(Map.of("max.poll.records", 1));
        consumer.assign(List.of(of(0)));
        consumer.seek(of(0), 500);
        assertThat(take(consumer, 1).get(0).offset()).isEqualTo(500);
        assertThat(take(consumer, 1).get(0).offset()).isEqualTo(501);
        consumer.seek(of(0), new OffsetAndMetadata(3));
        assertThat(consumer.position(of(0))).isEqualTo(3);
        assertThat(take(consumer, 1).get(0).offset()).isEqualTo(3);
        consumer.seekToEnd(List.of());
        assertThat(consumer.position(of(0))).isEqualTo(1_000);
        consumer.seekToBeginning(List.of(of(0)));
        assertThat(take(consumer, 1).get(0).offset()).isZero();
        assertThatThrownBy(() -> consumer.seek(of(0), -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> consumer.seek(of(5), 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pausedPartitionsWaitAndLoseNothing() {
        written.topic(topic, 2);
        written.records(topic, 0, 0, 50);
        written.records(topic, 1, 0, 50);
        Consumer<String, String> consumer = strings(Map.of("max.poll.records", 10));
        consumer.assign(List.of(of(0), of(1)));
        consumer.pause(List.of(of(0)));
        assertThat(consumer.paused()).containsExactly(of(0));

        assertThat(take(consumer, 50)).extracting(ConsumerRecord::partition).containsOnly(1);
        assertThat(consumer.poll(SHORT).isEmpty()).isTrue();
        consumer.resume(List.of(of(0)));

        assertThat(take(consumer, 50))
                .extracting(ConsumerRecord::offset)
                .isSorted()
                .hasSize(50);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void offsetsAreFoundByTimeAndAtTheEnds() {
        written.topic(topic, 2);
        written.records(topic, 0, 0, 20);
        Consumer<String, String> consumer = strings(Map.of());

        assertThat(consumer.beginningOffsets(List.of(of(0), of(1)))).isEqualTo(Map.of(of(0), 0L, of(1), 0L));
        assertThat(consumer.endOffsets(List.of(of(0), of(1)))).isEqualTo(Map.of(of(0), 20L, of(1), 0L));
        assertThat(consumer.offsetsForTimes(Map.of(of(0), 1_007L)).get(of(0)))
                .satisfies(found -> assertThat(found.offset()).isEqualTo(7))
                .satisfies(found -> assertThat(found.timestamp()).isEqualTo(1_007));
        assertThat(consumer.offsetsForTimes(Map.of(of(0), 9_999L))).containsEntry(of(0), null);
    }

    @Test
    void withoutAPositionThePolicySaysWhereToBegin() {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 10);
        Consumer<String, String> none = grouped(Map.of("auto.offset.reset", "none"));
        none.assign(List.of(of(0)));
        assertThatThrownBy(() -> until(() -> none.poll(SHORT).isEmpty() && false))
                .isInstanceOf(NoOffsetForPartitionException.class);
        none.seek(of(0), 77);
        assertThatThrownBy(() -> until(() -> none.poll(SHORT).isEmpty() && false))
                .isInstanceOfSatisfying(
                        OffsetOutOfRangeException.class,
                        e -> assertThat(e.offsetOutOfRangePartitions()).containsEntry(of(0), 77L));
        Consumer<String, String> latest = strings(Map.of("auto.offset.reset", "latest"));
        latest.assign(List.of(of(0)));
        assertThat(latest.position(of(0))).isEqualTo(10);
        Consumer<String, String> earliest = strings(Map.of());
        earliest.assign(List.of(of(0)));
        earliest.seek(of(0), 77);
        assertThat(take(earliest, 1).get(0).offset()).isZero();
        written.record(topic, 0, System.currentTimeMillis(), "now", new byte[0]);
        written.flush();
        Consumer<String, String> back = strings(Map.of("auto.offset.reset", "by_duration:PT1H"));
        back.assign(List.of(of(0)));
        assertThat(back.position(of(0))).as("the others are older").isEqualTo(10);
    }

    @Test
    void aRecordThatCannotBeReadIsNamedAndMayBePassed() {
        written.topic(topic, 1);
        written.record(topic, 0, 1, "a", new byte[] {0, 0, 0, 1});
        written.record(topic, 0, 2, "b", new byte[] {1, 2, 3});
        written.record(topic, 0, 3, "c", new byte[] {0, 0, 0, 3});
        written.flush();
        Consumer<String, Integer> consumer =
                opened(configs(Map.of("value.deserializer", IntegerDeserializer.class.getName())));
        consumer.assign(List.of(of(0)));
        assertThat(take(consumer, 1).get(0).value()).isEqualTo(1);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> until(() -> consumer.poll(SHORT).isEmpty() && false))
                    .isInstanceOfSatisfying(RecordDeserializationException.class, e -> {
                        assertThat(e.offset()).isEqualTo(1);
                        assertThat(e.topicPartition()).isEqualTo(of(0));
                    });
        }
        consumer.seek(of(0), 2);

        assertThat(take(consumer, 1).get(0).value()).isEqualTo(3);
    }

    @Test
    void aPatternFindsTopicsThatComeLater() {
        written.topic(topic + "-a", 1);
        Consumer<String, String> consumer = grouped(Map.of("metadata.max.age.ms", 300));
        consumer.subscribe(Pattern.compile(Pattern.quote(topic) + "-.*"));
        until(() -> polled(consumer).assignment().size() == 1);
        written.topic(topic + "-b", 2);
        until(() -> polled(consumer).assignment().size() == 3);

        assertThat(consumer.subscription()).containsExactlyInAnyOrder(topic + "-a", topic + "-b");
        consumer.unsubscribe();
        assertThat(consumer.assignment()).isEmpty();
        assertThat(consumer.subscription()).isEmpty();
    }

    @Test
    void aWaitEndsWhenWokenAndOnlyOneThreadMayCall() throws Exception {
        written.topic(topic, 1);
        Consumer<String, String> consumer = strings(Map.of());
        consumer.assign(List.of(of(0)));
        consumer.poll(SHORT);
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread waker = new Thread(() -> {
            try {
                begun.join();
                while (!second.isDone()) {
                    try {
                        consumer.assignment();
                    } catch (RuntimeException e) {
                        second.complete(e);
                    }
                }
            } finally {
                consumer.wakeup();
            }
        });
        waker.start();
        begun.complete(null);

        assertThatThrownBy(() -> {
                    while (true) {
                        pollUnlessRefused(consumer);
                    }
                })
                .isInstanceOf(WakeupException.class);
        waker.join();
        assertThat(second.get()).isInstanceOf(ConcurrentModificationException.class);
    }

    /** Whoever comes second is refused, and that may be this thread. */
    private static void pollUnlessRefused(Consumer<String, String> consumer) {
        try {
            consumer.poll(PATIENCE);
        } catch (ConcurrentModificationException second) {
            Thread.onSpinWait();
        }
    }

    @Test
    void callsThatDoNotFitAreRefused() {
        written.topic(topic, 2);
        Consumer<String, String> consumer = strings(Map.of());
        assertThatThrownBy(() -> consumer.poll(SHORT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> consumer.subscribe(List.of(topic))).isInstanceOf(InvalidGroupIdException.class);
        assertThatThrownBy(consumer::commitSync).isInstanceOf(InvalidGroupIdException.class);
        consumer.assign(List.of(of(0)));
        Consumer<String, String> grouped = grouped(Map.of());
        grouped.assign(List.of(of(0)));
        assertThatThrownBy(() -> grouped.subscribe(List.of(topic))).isInstanceOf(IllegalStateException.class);
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        assertThat(partitions).extracting(PartitionInfo::partition).containsExactlyInAnyOrder(0, 1);
        assertThat(partitions.get(0).leader()).isNotNull();
        assertThat(consumer.listTopics()).containsKey(topic);
        assertThat(consumer.metrics()).isNotEmpty();
        close(consumer);
        consumer.close();
        assertThatThrownBy(() -> consumer.poll(SHORT)).isInstanceOf(IllegalStateException.class);
    }

    final Consumer<String, String> strings(Map<String, Object> given) {
        return opened(configs(given));
    }

    final Consumer<String, String> grouped(Map<String, Object> given) {
        Map<String, Object> configs = configs(given);
        configs.put("group.id", group);
        return opened(configs);
    }

    private <K, V> Consumer<K, V> opened(Map<String, Object> configs) {
        Consumer<K, V> consumer = consumer(configs);
        consumers.add(consumer);
        return consumer;
    }

    private Map<String, Object> configs(Map<String, Object> given) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", bootstrap());
        configs.put("key.deserializer", StringDeserializer.class.getName());
        configs.put("value.deserializer", StringDeserializer.class.getName());
        configs.put("auto.offset.reset", "earliest");
        configs.put("heartbeat.interval.ms", 100);
        configs.putAll(given);
        return configs;
    }

    final TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    final void close(Consumer<?, ?> consumer) {
        consumers.remove(consumer);
        consumer.close();
    }

    /** At least so many records. */
    final <K, V> List<ConsumerRecord<K, V>> take(Consumer<K, V> from, int count) {
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        until(() -> {
            from.poll(SHORT).forEach(taken::add);
            return taken.size() >= count;
        });
        return taken;
    }

    static <K, V> Consumer<K, V> polled(Consumer<K, V> consumer) {
        consumer.poll(SHORT);
        return consumer;
    }

    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(deadline);
        }
    }

    /** What a listener is told. */
    static final class Told implements ConsumerRebalanceListener {
        final List<String> events = new ArrayList<>();
        final Set<TopicPartition> revoked = new HashSet<>();
        final Set<TopicPartition> lost = new HashSet<>();

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            events.add("-" + partitions.size());
            revoked.addAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            events.add("+" + partitions.size());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            lost.addAll(partitions);
        }
    }
}
