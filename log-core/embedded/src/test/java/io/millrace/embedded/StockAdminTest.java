package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What Apache Kafka's own Admin may ask of one node: it is done, or refused by a code, and never left hanging. */
@Timeout(60)
class StockAdminTest {
    private static final long PATIENCE_SECONDS = 5;
    private static final ConfigResource NODE = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource CLUSTER = new ConfigResource(ConfigResource.Type.BROKER, "");
    private static final TopicPartition ZERO = new TopicPartition("asked", 0);

    private static EmbeddedLog log;
    private static Admin admin;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        admin = Stock.admin(log.bootstrapServers());
        create("asked", 1, Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close(Duration.ZERO);
        log.close();
    }

    private record Asked(String name, Function<Admin, Future<?>> call, Class<? extends Throwable> refusal) {}

    private static Asked answered(String name, Function<Admin, Future<?>> call) {
        return new Asked(name, call, Throwable.class);
    }

    private static Asked refused(String name, Class<? extends Throwable> why, Function<Admin, Future<?>> call) {
        return new Asked(name, call, why);
    }

    @TestFactory
    Stream<DynamicTest> everyCallIsAnsweredInTime() {
        return Stream.of(calls(), refusals(), features())
                .flatMap(List::stream)
                .map(each -> dynamicTest(each.name, () -> {
                    try {
                        each.call.apply(admin).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        assertThat(each.refusal).isEqualTo(Throwable.class);
                    } catch (ExecutionException e) {
                        if (each.refusal == Throwable.class) {
                            throw e.getCause();
                        }
                        assertThat(e.getCause()).isInstanceOf(each.refusal);
                    }
                }));
    }

    private static List<Asked> calls() {
        return List.of(
                answered("listTopics", a -> a.listTopics().names()),
                answered(
                        "describeTopics",
                        a -> a.describeTopics(List.of("asked")).allTopicNames()),
                answered("describeCluster", a -> a.describeCluster().nodes()),
                answered(
                        "describeConfigs of a topic",
                        a -> a.describeConfigs(List.of(topic("asked"))).all()),
                answered(
                        "describeConfigs of the node",
                        a -> a.describeConfigs(List.of(NODE)).all()),
                answered(
                        "describeConfigs of all nodes",
                        a -> a.describeConfigs(List.of(CLUSTER)).all()),
                answered(
                        "describeConfigs of a group",
                        a -> a.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.GROUP, "g")))
                                .all()),
                answered(
                        "describeConfigs of client metrics",
                        a -> a.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.CLIENT_METRICS, "m")))
                                .all()),
                answered("describeLogDirs", a -> a.describeLogDirs(List.of(1)).allDescriptions()),
                answered(
                        "describeReplicaLogDirs",
                        a -> a.describeReplicaLogDirs(List.of(new TopicPartitionReplica("asked", 0, 1)))
                                .all()),
                answered(
                        "electLeaders of all",
                        a -> a.electLeaders(ElectionType.PREFERRED, null).all()),
                answered(
                        "alterPartitionReassignments to where it is",
                        a -> a.alterPartitionReassignments(
                                        Map.of(ZERO, Optional.of(new NewPartitionReassignment(List.of(1)))))
                                .all()),
                answered(
                        "listPartitionReassignments",
                        a -> a.listPartitionReassignments().reassignments()),
                answered(
                        "listOffsets",
                        a -> a.listOffsets(Map.of(ZERO, OffsetSpec.latest())).all()),
                answered("listGroups", a -> a.listGroups().all()),
                answered("describeFeatures", a -> a.describeFeatures().featureMetadata()),
                answered(
                        "describeMetadataQuorum",
                        a -> a.describeMetadataQuorum().quorumInfo()),
                answered("listConfigResources", a -> a.listConfigResources().all()),
                answered(
                        "incrementalAlterConfigs of client metrics",
                        a -> a.incrementalAlterConfigs(Map.of(
                                        new ConfigResource(ConfigResource.Type.CLIENT_METRICS, "m"),
                                        List.of(set("interval.ms", "10000"))))
                                .all()));
    }

    private static List<Asked> refusals() {
        AclBinding acl = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "asked", PatternType.LITERAL),
                new AccessControlEntry("User:a", "*", AclOperation.READ, AclPermissionType.ALLOW));
        return List.of(
                refused(
                        "describeAcls",
                        SecurityDisabledException.class,
                        a -> a.describeAcls(AclBindingFilter.ANY).values()),
                refused(
                        "createAcls",
                        SecurityDisabledException.class,
                        a -> a.createAcls(List.of(acl)).all()),
                refused(
                        "deleteAcls",
                        SecurityDisabledException.class,
                        a -> a.deleteAcls(List.of(acl.toFilter())).all()),
                refused(
                        "describeConfigs of loggers",
                        InvalidRequestException.class,
                        a -> a.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.BROKER_LOGGER, "1")))
                                .all()),
                refused(
                        "describeConfigs of no topic",
                        UnknownTopicOrPartitionException.class,
                        a -> a.describeConfigs(List.of(topic("nobody"))).all()),
                refused(
                        "incrementalAlterConfigs of a fixed key",
                        InvalidRequestException.class,
                        a -> a.incrementalAlterConfigs(Map.of(NODE, List.of(set("node.id", "7"))))
                                .all()),
                refused(
                        "incrementalAlterConfigs of an unknown key",
                        InvalidConfigurationException.class,
                        a -> a.incrementalAlterConfigs(Map.of(topic("asked"), List.of(set("no.such.key", "7"))))
                                .all()),
                refused(
                        "electLeaders of one",
                        ElectionNotNeededException.class,
                        a -> a.electLeaders(ElectionType.PREFERRED, Set.of(ZERO))
                                .partitions()
                                .thenApply(each -> {
                                    throw (RuntimeException) each.get(ZERO).orElseThrow();
                                })),
                refused(
                        "alterPartitionReassignments cancelled",
                        NoReassignmentInProgressException.class,
                        a -> a.alterPartitionReassignments(Map.of(ZERO, Optional.empty()))
                                .all()),
                refused(
                        "alterPartitionReassignments elsewhere",
                        InvalidReplicaAssignmentException.class,
                        a -> a.alterPartitionReassignments(
                                        Map.of(ZERO, Optional.of(new NewPartitionReassignment(List.of(2)))))
                                .all()),
                refused(
                        "createPartitions that shrinks",
                        InvalidPartitionsException.class,
                        a -> a.createPartitions(Map.of("asked", NewPartitions.increaseTo(1)))
                                .all()),
                refused(
                        "deleteRecords beyond the end",
                        OffsetOutOfRangeException.class,
                        a -> a.deleteRecords(Map.of(ZERO, RecordsToDelete.beforeOffset(1_000)))
                                .all()),
                refused(
                        "unregisterBroker of another",
                        BrokerIdNotRegisteredException.class,
                        a -> a.unregisterBroker(9).all()),
                refused(
                        "unregisterBroker of this one",
                        InvalidRequestException.class,
                        a -> a.unregisterBroker(1).all()));
    }

    /** What this node does not list, the client refuses by itself; it is here so that it stays so until it is built. */
    private static List<Asked> features() {
        return List.of(
                refused(
                        "updateFeatures of none",
                        InvalidUpdateVersionException.class,
                        a -> a.updateFeatures(
                                        Map.of("no.such.version", new FeatureUpdate((short) 1, UpgradeType.UPGRADE)),
                                        new UpdateFeaturesOptions())
                                .all()),
                refused(
                        "describeClientQuotas",
                        UnsupportedVersionException.class,
                        a -> a.describeClientQuotas(ClientQuotaFilter.all()).entities()),
                refused(
                        "describeUserScramCredentials",
                        UnsupportedVersionException.class,
                        a -> a.describeUserScramCredentials().all()),
                refused(
                        "createDelegationToken",
                        UnsupportedVersionException.class,
                        a -> a.createDelegationToken().delegationToken()),
                refused(
                        "describeDelegationToken",
                        UnsupportedVersionException.class,
                        a -> a.describeDelegationToken().delegationTokens()),
                refused(
                        "addRaftVoter",
                        UnsupportedVersionException.class,
                        a -> a.addRaftVoter(2, org.apache.kafka.common.Uuid.ONE_UUID, Set.of())
                                .all()),
                refused(
                        "alterReplicaLogDirs",
                        UnsupportedVersionException.class,
                        a -> a.alterReplicaLogDirs(Map.of(new TopicPartitionReplica("asked", 0, 1), "/elsewhere"))
                                .all()));
    }

    @Test
    void newPartitionsTakeRecordsWhenTheCallReturns() {
        create("growing", 1, Map.of());
        Stock.get(admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(4)))
                .all());

        assertThat(describe("growing").partitions()).hasSize(4);
        try (KafkaProducer<String, String> producer = Stock.producer(log.bootstrapServers())) {
            for (int i = 0; i < 4; i++) {
                assertThat(Stock.get(producer.send(new ProducerRecord<>("growing", i, "k", "v")))
                                .offset())
                        .isZero();
            }
        }
    }

    @Test
    void aTopicsConfigurationTakesEffectWhileItIsWrittenTo() {
        create("changing", 1, Map.of());
        alter(topic("changing"), set("min.insync.replicas", "2"));
        try (KafkaProducer<String, String> producer = Stock.producer(log.bootstrapServers(), "retries", 0)) {
            assertThat(Stock.failureOf(producer.send(new ProducerRecord<>("changing", "k", "v"))))
                    .isInstanceOf(NotEnoughReplicasException.class);
            alter(topic("changing"), delete("min.insync.replicas"));
            Stock.get(producer.send(new ProducerRecord<>("changing", "k", "v")));
            alter(topic("changing"), set("max.message.bytes", "100"));
            assertThat(Stock.failureOf(producer.send(new ProducerRecord<>("changing", "k", "v".repeat(200)))))
                    .isInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class);
            assertThat(entry(topic("changing"), "max.message.bytes").source())
                    .isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        }
    }

    @Test
    void whatIsSetForAllNodesIsEveryTopicsDefaultAtOnce() {
        create("defaulted", 1, Map.of());
        alter(CLUSTER, set("log.retention.ms", "3600000"));
        try {
            ConfigEntry retention = entry(topic("defaulted"), "retention.ms");
            assertThat(retention.value()).isEqualTo("3600000");
            assertThat(retention.source()).isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
            assertThat(retention.synonyms())
                    .extracting(each -> each.name() + " " + each.value())
                    .containsExactly("log.retention.ms 3600000", "log.retention.hours 168");
            assertThat(entry(CLUSTER, "log.retention.ms").value()).isEqualTo("3600000");
            alter(NODE, set("log.retention.ms", "7200000"));
            assertThat(entry(topic("defaulted"), "retention.ms").value()).isEqualTo("7200000");
            assertThat(entry(NODE, "log.retention.ms").isReadOnly()).isFalse();
            assertThat(entry(NODE, "node.id").isReadOnly()).isTrue();
        } finally {
            alter(NODE, delete("log.retention.ms"));
            alter(CLUSTER, delete("log.retention.ms"));
        }
        assertThat(entry(topic("defaulted"), "retention.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void aTopicThatWantsAnotherCompressionGetsItAndReadsTheSame() {
        create("packed", 1, Map.of("compression.type", "gzip"));
        try (KafkaProducer<String, String> producer =
                Stock.producer(log.bootstrapServers(), "compression.type", "lz4", "linger.ms", 20)) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("packed", "k" + i, "v".repeat(100)));
            }
            producer.flush();
        }
        try (var consumer = Stock.consumer(log.bootstrapServers())) {
            consumer.assign(List.of(new TopicPartition("packed", 0)));
            assertThat(Stock.poll(consumer, 100))
                    .hasSize(100)
                    .allMatch(each -> each.value().equals("v".repeat(100)))
                    .extracting(each -> each.key())
                    .startsWith("k0", "k1")
                    .endsWith("k99");
        }
    }

    @Test
    void deletedRecordsAreGoneAndCompactedTopicsKeepTheirs() {
        create("shortened", 1, Map.of());
        create("compacted", 1, Map.of("cleanup.policy", "compact"));
        Stock.produce(log.bootstrapServers(), "shortened", 0, 10);
        TopicPartition shortened = new TopicPartition("shortened", 0);
        var deleted = Stock.get(admin.deleteRecords(Map.of(shortened, RecordsToDelete.beforeOffset(6)))
                .lowWatermarks()
                .get(shortened));

        assertThat(deleted.lowWatermark()).isEqualTo(6);
        assertThat(Stock.get(admin.listOffsets(Map.of(shortened, OffsetSpec.earliest()))
                                .partitionResult(shortened))
                        .offset())
                .isEqualTo(6);
        assertThat(failure(
                        admin.deleteRecords(Map.of(new TopicPartition("compacted", 0), RecordsToDelete.beforeOffset(0)))
                                .all()))
                .isInstanceOf(PolicyViolationException.class);
        assertThat(failure(admin.deleteRecords(
                                Map.of(new TopicPartition("__consumer_offsets", 0), RecordsToDelete.beforeOffset(0)))
                        .all()))
                .isInstanceOf(InvalidTopicException.class);
    }

    @Test
    void theQuorumHasOneVoterAndTheDirectoryHasSizes() {
        Stock.produce(log.bootstrapServers(), "asked", 0, 1);
        QuorumInfo quorum = Stock.get(admin.describeMetadataQuorum().quorumInfo());
        assertThat(quorum.leaderId()).isEqualTo(1);
        assertThat(quorum.voters()).singleElement().matches(each -> each.logEndOffset() >= quorum.highWatermark());
        assertThat(quorum.nodes()).containsOnlyKeys(1);

        Stock.await(() -> {
            Collection<LogDirDescription> dirs = Stock.get(
                            admin.describeLogDirs(List.of(1)).allDescriptions())
                    .get(1)
                    .values();
            return dirs.size() == 1
                    && dirs.iterator().next().replicaInfos().get(ZERO).size() > 0;
        });
    }

    @Test
    void manyTopicsAreDescribedInPieces() {
        create("wide", 2_500, Map.of());
        assertThat(describe("wide").partitions()).hasSize(2_500);
        assertThat(Stock.get(admin.describeTopics(List.of("wide", "asked")).allTopicNames()))
                .containsOnlyKeys("wide", "asked");
    }

    private static TopicDescription describe(String topic) {
        return Stock.get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    }

    private static Throwable failure(org.apache.kafka.common.KafkaFuture<?> future) {
        return Stock.failureOf(future.toCompletionStage().toCompletableFuture());
    }

    private static void create(String name, int partitions, Map<String, String> configs) {
        Stock.get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                .all());
    }

    private static ConfigEntry entry(ConfigResource resource, String key) {
        return Stock.get(admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().includeSynonyms(true))
                        .all())
                .get(resource)
                .get(key);
    }

    private static void alter(ConfigResource resource, AlterConfigOp op) {
        Stock.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all());
    }

    private static AlterConfigOp set(String key, String value) {
        return new AlterConfigOp(new ConfigEntry(key, value), OpType.SET);
    }

    private static AlterConfigOp delete(String key) {
        return new AlterConfigOp(new ConfigEntry(key, ""), OpType.DELETE);
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }
}
