package io.millrace.embedded.contract.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every producer of Kafka's interface promises on every log; read back by Apache Kafka's own consumer. */
@Timeout(120)
abstract class ProducerContract extends ProducerFixture {
    @Test
    void recordsComeBackWithKeyValueHeadersTimestampAndOffset() throws Exception {
        create(1);
        Producer<String, String> producer = producer();
        ProducerRecord<String, String> first = new ProducerRecord<>(topic, 0, 1_000L, "k", "v");
        first.headers().add("h", new byte[] {1}).add("n", null);
        Future<RecordMetadata> one = producer.send(first);
        Future<RecordMetadata> two =
                producer.send(new ProducerRecord<>(topic, 0, 2_000L, (String) null, (String) null));

        assertThat(one.get().offset()).isZero();
        assertThat(two.get().offset()).isEqualTo(1);
        assertThat(two.get().timestamp()).isEqualTo(2_000);
        assertThat(one.get().serializedKeySize()).isEqualTo(1);
        assertThat(two.get().serializedKeySize()).isEqualTo(-1);
        List<ConsumerRecord<String, String>> read = read(2);
        assertThat(read.get(0).key()).isEqualTo("k");
        assertThat(read.get(0).timestamp()).isEqualTo(1_000);
        assertThat(read.get(0).headers().lastHeader("h").value()).containsExactly(1);
        assertThat(read.get(0).headers().lastHeader("n").value()).isNull();
        assertThat(read.get(1).key()).isNull();
        assertThat(read.get(1).value()).isNull();
    }

    @Test
    void callbacksRunInTheOrderOfAPartitionBeforeFlushReturns() {
        create(1);
        Producer<String, String> producer = producer("linger.ms", 60_000, "delivery.timeout.ms", 120_000);
        List<Long> offsets = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();

        for (int i = 0; i < 3_000; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, "k", "value " + i), (metadata, failure) -> {
                assertThat(failure).isNull();
                offsets.add(metadata.offset());
            }));
        }
        producer.flush();

        assertThat(sent).allMatch(Future::isDone);
        assertThat(offsets).hasSize(3_000).isSorted().startsWith(0L).endsWith(2_999L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void everyCompressionIsReadBack(String compression) {
        create(1);
        Producer<String, String> producer = producer("compression.type", compression);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            expected.add("the same words again and again " + i);
            producer.send(new ProducerRecord<>(topic, expected.get(i)));
        }
        producer.flush();

        assertThat(read(500)).extracting(ConsumerRecord::value).isEqualTo(expected);
    }

    @Test
    void keysChooseTheirPartitionByTheirBytes() throws Exception {
        create(7);
        Producer<String, String> producer = producer();
        for (int i = 0; i < 50; i++) {
            String key = "key " + i;
            int expected = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % 7;
            assertThat(producer.send(new ProducerRecord<>(topic, key, "v"))
                            .get()
                            .partition())
                    .isEqualTo(expected);
        }
    }

    @Test
    void recordsWithoutKeyUseEveryPartitionInTheEnd() {
        create(4);
        Producer<String, String> producer = producer("batch.size", 500);
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            producer.send(
                    new ProducerRecord<>(topic, "value " + i), (metadata, failure) -> used.add(metadata.partition()));
        }
        producer.flush();

        assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aPartitionerOfKafkasInterfaceDecides() {
        create(4);
        Producer<String, String> producer = producer("partitioner.class", RoundRobinPartitioner.class.getName());
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            producer.send(
                    new ProducerRecord<>(topic, "k", "v"),
                    (metadata, failure) -> counts.merge(metadata.partition(), 1, Integer::sum));
        }
        producer.flush();

        assertThat(counts).isEqualTo(Map.of(0, 100, 1, 100, 2, 100, 3, 100));
    }

    @Test
    void threadsShareAProducerAndKeepTheirOrder() throws Exception {
        create(2);
        Producer<String, String> producer = producer("linger.ms", 0, "batch.size", 2_000);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int id = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    producer.send(new ProducerRecord<>(topic, id % 2, "t" + id, Integer.toString(i)));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        producer.flush();

        Map<String, Integer> next = new HashMap<>();
        for (ConsumerRecord<String, String> record : read(20_000)) {
            int expected = next.merge(record.key(), 1, Integer::sum) - 1;
            assertThat(record.value()).isEqualTo(Integer.toString(expected));
        }
        assertThat(next).hasSize(4).allSatisfy((key, count) -> assertThat(count).isEqualTo(5_000));
    }

    @Test
    void buffersThatAreFullHoldTheSenderBack() {
        create(1);
        Producer<String, String> producer = producer("buffer.memory", 40_000, "batch.size", 10_000, "linger.ms", 0);
        AtomicInteger acknowledged = new AtomicInteger();
        String value = "x".repeat(1_000);
        for (int i = 0; i < 2_000; i++) {
            producer.send(new ProducerRecord<>(topic, value), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.incrementAndGet();
                }
            });
        }
        producer.flush();

        assertThat(acknowledged).hasValue(2_000);
    }

    @Test
    void aTopicThatIsNotThereFailsTheFutureAfterMaxBlock() {
        Producer<String, String> producer = producer("max.block.ms", 300);
        List<Exception> told = new ArrayList<>();

        Future<RecordMetadata> sent =
                producer.send(new ProducerRecord<>("in valid", "v"), (metadata, failure) -> told.add(failure));
        assertThatThrownBy(sent::get).isInstanceOf(ExecutionException.class);
        assertThat(told).hasSize(1);
        create(1);
        assertThatThrownBy(() ->
                        producer.send(new ProducerRecord<>(topic, 5, "k", "v")).get())
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining(topic)
                .hasMessageMatching("(?s).*[Pp]artition 5\\b.*");
    }

    @Test
    void aRecordThatIsTooLargeFailsAlone() throws Exception {
        create(1);
        Producer<String, String> producer = producer("max.request.size", 10_000);

        Future<RecordMetadata> large = producer.send(new ProducerRecord<>(topic, "x".repeat(20_000)));
        Future<RecordMetadata> small = producer.send(new ProducerRecord<>(topic, "x"));

        assertThatThrownBy(large::get).hasCauseInstanceOf(RecordTooLargeException.class);
        assertThat(small.get().offset()).isZero();
    }

    @Test
    void aBatchThatTheLogFindsTooLargeIsSentInParts() {
        create(1, Map.of("max.message.bytes", "3000"));
        Producer<String, String> producer = producer("batch.size", 16_000, "linger.ms", 1_000);
        List<Long> offsets = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            expected.add(i + "x".repeat(100));
            producer.send(new ProducerRecord<>(topic, expected.get(i)), (metadata, failure) -> {
                assertThat(failure).isNull();
                offsets.add(metadata.offset());
            });
        }
        producer.flush();

        assertThat(offsets).hasSize(100).startsWith(0L).endsWith(99L);
        assertThat(read(100)).extracting(ConsumerRecord::value).isEqualTo(expected);
    }

    @Test
    void theLogsOwnTimestampIsTold() throws Exception {
        create(1, Map.of("message.timestamp.type", "LogAppendTime"));
        Producer<String, String> producer = producer();

        RecordMetadata told =
                producer.send(new ProducerRecord<>(topic, 0, 1_000L, "k", "v")).get();

        assertThat(told.timestamp()).isGreaterThan(1_600_000_000_000L);
        assertThat(read(1).get(0).timestamp()).isEqualTo(told.timestamp());
    }

    @Test
    void recordsMayGoWithoutAcknowledgement() throws Exception {
        create(1);
        Producer<String, String> producer = producer("acks", "0");
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, "v"));
        producer.flush();

        assertThat(sent.get().hasOffset()).isFalse();
        assertThat(read(1)).hasSize(1);
    }

    @Test
    void interceptorsSeeEveryRecordAndItsEnd() {
        create(1);
        Counting.SEEN.set(0);
        Counting.ENDED.set(0);
        Producer<String, String> producer = producer("interceptor.classes", Counting.class.getName());
        producer.send(new ProducerRecord<>(topic, "v"));
        producer.send(new ProducerRecord<>(topic, "v"));
        producer.flush();

        assertThat(Counting.SEEN).hasValue(2);
        assertThat(Counting.ENDED).hasValue(2);
        assertThat(read(2)).extracting(ConsumerRecord::value).containsOnly("v!");
    }

    @Test
    void aCallbackThatThrowsHurtsNobody() throws Exception {
        create(1);
        Producer<String, String> producer = producer();
        Future<RecordMetadata> first = producer.send(new ProducerRecord<>(topic, "v"), (metadata, failure) -> {
            throw new IllegalArgumentException("a test's");
        });

        assertThat(first.get().offset()).isZero();
        assertThat(producer.send(new ProducerRecord<>(topic, "v")).get().offset())
                .isEqualTo(1);
    }

    @Test
    void metricsCountWhatWasSent() {
        create(1);
        Producer<String, String> producer = producer("client.id", "counted");
        for (int i = 0; i < 10; i++) {
            producer.send(new ProducerRecord<>(topic, "v"));
        }
        producer.flush();

        assertThat(metric(producer, "record-send-total")).isEqualTo(10.0);
        assertThat(metric(producer, "batch-size-avg")).isGreaterThan(60.0);
        assertThat(metric(producer, "record-error-total")).isZero();
    }

    @Test
    void partitionsAreTold() {
        create(3);

        List<PartitionInfo> partitions = producer().partitionsFor(topic);

        assertThat(partitions).extracting(PartitionInfo::partition).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(partitions).allMatch(partition -> partition.leader() != null);
    }

    @Test
    void closeSendsWhatIsThereAndRefusesTheRest() throws Exception {
        create(1);
        Producer<String, String> producer = producer("linger.ms", 30_000, "delivery.timeout.ms", 90_000);
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, "v"));
        producer.close();

        assertThat(sent.get().offset()).isZero();
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "v")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProducerThatIsClosedAtOnceFailsWhatItHas() {
        create(1);
        Producer<String, String> producer = producer("linger.ms", 30_000, "delivery.timeout.ms", 90_000);
        producer.partitionsFor(topic);
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, "v"));
        producer.close(Duration.ZERO);

        assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(KafkaException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void sendingFromACallbackWorksAndFlushingThereIsRefused() throws Exception {
        create(1);
        Producer<String, String> producer = producer();
        CountDownLatch both = new CountDownLatch(2);
        List<Throwable> refused = new ArrayList<>();
        producer.send(new ProducerRecord<>(topic, "a"), (metadata, failure) -> {
            producer.send(new ProducerRecord<>(topic, "b"), (second, none) -> both.countDown());
            try {
                producer.flush();
            } catch (RuntimeException e) {
                refused.add(e);
            }
            both.countDown();
        });

        assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(refused).hasSize(1);
    }

    @Test
    void transactionalMethodsNeedATransactionalId() {
        Producer<String, String> producer = producer();

        assertThatThrownBy(producer::initTransactions).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aValueOfAnotherClassIsASerializationError() {
        create(1);
        Producer raw = producer();

        assertThatThrownBy(() -> raw.send(new ProducerRecord(topic, 17)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("java.lang.Integer");
    }
}
