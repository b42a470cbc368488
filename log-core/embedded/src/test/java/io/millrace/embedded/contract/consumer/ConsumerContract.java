package io.millrace.embedded.contract.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a consumer promises, whoever wrote it, on any log. */
@Timeout(120)
abstract class ConsumerContract extends ConsumerFixture {
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
}
