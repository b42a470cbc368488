package io.millrace.embedded.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.ClusterAdmin.Feature;
import io.millrace.client.admin.ClusterAdmin.LogDir;
import io.millrace.client.admin.Configs.Change;
import io.millrace.client.admin.Configs.Entry;
import io.millrace.client.admin.Configs.Operation;
import io.millrace.client.admin.GroupDescription;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.admin.TransactionsAdmin.Description;
import io.millrace.client.admin.TransactionsAdmin.Listing;
import io.millrace.client.admin.TransactionsAdmin.ProducerOfPartition;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Await;
import io.millrace.client.call.Done;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.group.Offset;
import io.millrace.client.kafka.LogProducer;
import io.millrace.client.metadata.TopicInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What our administration promises on any log. */
@Timeout(120)
abstract class AdminContract {
    private static final long PATIENCE_MS = 60_000;

    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final String topic = "a-" + UUID.randomUUID();
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private LogClient client;
    private Admin admin;

    /** Where the log is. */
    abstract String bootstrap();

    @BeforeEach
    void open() {
        client = LogClient.open(ClientConfig.to(bootstrap()), loop);
        admin = client.admin();
        this.<Admin.Outcomes>ask(answer -> admin.createTopics(List.of(new NewTopic(topic, 1)), answer))
                .orThrow();
        assertThat(soon(this::partitions, count -> count == 1)).isEqualTo(1);
    }

    @AfterEach
    void close() {
        client.close();
        while (loop.turn(0) > 0) {
            // What is left to do on this loop.
        }
    }

    @Test
    void aTopicGetsMorePartitions() {
        this.<Admin.Outcomes>ask(answer -> admin.createPartitions(Map.of(topic, 3), answer))
                .orThrow();

        assertThat(soon(this::partitions, count -> count == 3)).isEqualTo(3);
        Admin.Outcomes fewer = ask(answer -> admin.createPartitions(Map.of(topic, 2), answer));
        assertThat(fewer.failures().get(topic)).isInstanceOf(InvalidPartitionsException.class);
    }

    @Test
    void recordsBeforeAnOffsetAreDeleted() {
        produce(10);

        assertThat(deleteBefore(4L)).isEqualTo(Map.of(partition, 4L));
        assertThat(offset(Admin.EARLIEST, false)).isEqualTo(4);
        assertThat(deleteBefore(-1L)).isEqualTo(Map.of(partition, 10L));
        assertThatThrownBy(() -> deleteBefore(99L)).isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void aTopicsConfigsAreChangedAndDescribed() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        tell(done -> admin.configs()
                .alter(
                        resource,
                        List.of(
                                new Change("retention.ms", Operation.SET, "1000"),
                                new Change("cleanup.policy", Operation.APPEND, "compact")),
                        done));

        Map<String, Entry> entries = soon(
                () -> described(resource),
                told -> told.get("retention.ms").value().equals("1000"));
        assertThat(entries.get("retention.ms").value()).isEqualTo("1000");
        assertThat(entries.get("retention.ms").source()).isEqualTo((byte) 1);
        assertThat(entries.get("cleanup.policy").value()).isEqualTo("delete,compact");
        tell(done ->
                admin.configs().alter(resource, List.of(new Change("retention.ms", Operation.DELETE, null)), done));
        assertThat(soon(() -> described(resource).get("retention.ms").value(), "604800000"::equals))
                .isEqualTo("604800000");
        assertThatThrownBy(() -> tell(done -> admin.configs()
                        .alter(resource, List.of(new Change("retention.ms", Operation.SET, "soon")), done)))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void positionsOfAGroupAreSetAndForgotten() {
        String group = "g-" + UUID.randomUUID();
        tell(done -> admin.alterGroupOffsets(group, Map.of(partition, Offset.of(3)), done));
        assertThat(positions(group)).containsKey(partition);

        tell(done -> admin.deleteGroupOffsets(group, List.of(partition), done));

        assertThat(positions(group)).isEmpty();
    }

    @Test
    void aGroupThatIsNotThereIsNotDescribed() {
        assertThatThrownBy(() -> describe("none-" + UUID.randomUUID())).isInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void directoriesTellTheSizeOfPartitions() {
        produce(10);

        Map<Integer, List<LogDir>> byNode = ask(answer -> admin.cluster().logDirs(answer));

        assertThat(byNode.values())
                .anySatisfy(dirs -> assertThat(dirs)
                        .anySatisfy(
                                dir -> assertThat(dir.sizes().get(partition)).isPositive()));
    }

    @Test
    void featuresAreTold() {
        Map<String, Feature> features = ask(answer -> admin.cluster().features(answer));

        assertThat(features.values()).allMatch(each -> each.level() <= each.max());
    }

    @Test
    void transactionsAndProducersAreTold() {
        String id = "tx-" + UUID.randomUUID();
        try (Producer<String, String> producer = producer("transactional.id", id)) {
            begin(producer);
            producer.send(new ProducerRecord<>(topic, "open"));
            producer.flush();

            List<Listing> all = ask(answer -> admin.transactions().list(answer));
            assertThat(all)
                    .anyMatch(each ->
                            each.transactionalId().equals(id) && each.state().equals("Ongoing"));
            Description one = ask(answer -> admin.transactions().describe(id, answer));
            assertThat(one.partitions()).containsExactly(partition);
            List<ProducerOfPartition> known = producers();
            assertThat(known).singleElement().satisfies(each -> {
                assertThat(each.producerId()).isEqualTo(one.producerId());
                assertThat(each.transactionStart()).isZero();
            });
            assertThat(offset(Admin.LATEST, false)).isEqualTo(1);
            assertThat(offset(Admin.LATEST, true)).isZero();
            producer.commitTransaction();
            // The marker is written after the answer.
            long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
            while (producers().get(0).transactionStart() >= 0) {
                assertThat(System.nanoTime() - deadline).isNegative();
            }
        }
    }

    @Test
    void aTransactionThatHangsIsAbortedByItsPartition() {
        try (Producer<String, String> producer = producer("transactional.id", "tx-" + UUID.randomUUID())) {
            begin(producer);
            producer.send(new ProducerRecord<>(topic, "open"));
            producer.flush();
            ProducerOfPartition hanging = producers().get(0);
            tell(done -> admin.transactions().abort(partition, hanging, done));

            assertThat(producers().get(0).transactionStart()).isEqualTo(-1);
        }
    }

    private int partitions() {
        Map<String, TopicInfo> known = ask(answer -> admin.describeTopics(List.of(topic), answer));
        TopicInfo info = known.get(topic);
        return info == null ? 0 : info.partitionCount();
    }

    private Map<TopicPartition, Long> deleteBefore(long offset) {
        return ask(answer -> admin.deleteRecords(Map.of(partition, offset), answer));
    }

    /** What is told, once it is as wanted or patience ends: Apache Kafka's broker hears late of what its controller did. */
    private static <T> T soon(Supplier<T> told, Predicate<T> wanted) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        T now = told.get();
        while (!wanted.test(now) && System.nanoTime() < deadline) {
            now = told.get();
        }
        return now;
    }

    private Map<String, Entry> described(ConfigResource resource) {
        Map<ConfigResource, Map<String, Entry>> all =
                ask(answer -> admin.configs().describe(List.of(resource), answer));
        return all.get(resource);
    }

    private Map<TopicPartition, Offset> positions(String group) {
        return ask(answer -> admin.groupOffsets(group, answer));
    }

    private GroupDescription describe(String group) {
        return ask(answer -> admin.describeGroup(group, answer));
    }

    private List<ProducerOfPartition> producers() {
        return ask(answer -> admin.transactions().producers(partition, answer));
    }

    private void begin(Producer<String, String> producer) {
        producer.initTransactions();
        producer.beginTransaction();
    }

    private void produce(int count) {
        try (Producer<String, String> producer = producer()) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i));
            }
        }
    }

    private Producer<String, String> producer(String... settings) {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", bootstrap()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new LogProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private long offset(long spec, boolean committed) {
        return ask((Answer<Map<TopicPartition, Admin.FoundOffset>> answer) ->
                        admin.listOffsets(Map.of(partition, spec), committed, answer))
                .get(partition)
                .offset();
    }

    private <T> T ask(Consumer<Answer<T>> call) {
        return Await.value(loop, PATIENCE_MS, call);
    }

    private void tell(Consumer<Done> call) {
        Await.done(loop, PATIENCE_MS, call);
    }
}
