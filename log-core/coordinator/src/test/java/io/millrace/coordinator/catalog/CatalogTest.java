package io.millrace.coordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.coordinator.replay.FakeLog;
import io.millrace.coordinator.replay.Outcome;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private final FakeLog<MetadataRecord> log = new FakeLog<>();
    private final List<CatalogImage> published = new ArrayList<>();
    private final Rng rng = Rng.seeded(7);
    private Catalog catalog = catalog(CatalogLimits.DEFAULT);

    private Catalog catalog(CatalogLimits limits) {
        Catalog made = new Catalog(limits, () -> new Uuid(rng.nextLong(), rng.nextLong()), log, published::add);
        log.onCommit(made::committed);
        return made;
    }

    @BeforeEach
    void load() {
        catalog.loaded();
        register();
    }

    @Test
    void aTopicIsCreatedWithPartitionsOnTheBroker() {
        CreatableTopicResult result = create(topic("flights").setNumPartitions(4));

        assertThat(error(result)).isEqualTo(Errors.NONE);
        assertThat(result.numPartitions()).isEqualTo(4);
        assertThat(result.replicationFactor()).isEqualTo((short) 1);
        TopicImage topic = image().topic("flights");
        assertThat(topic.id()).isEqualTo(result.topicId()).isNotEqualTo(Uuid.ZERO_UUID);
        assertThat(topic.partitionCount()).isEqualTo(4);
        assertThat(topic.partitions())
                .allMatch(each -> each.leader() == 1 && each.isr().equals(List.of(1)));
        assertThat(image().topic(topic.id())).isSameAs(topic);
    }

    @Test
    void minusOneMeansTheDefaults() {
        CreatableTopicResult result = create(topic("t").setNumPartitions(-1).setReplicationFactor((short) -1));
        assertThat(result.numPartitions()).isEqualTo(1);
        assertThat(result.replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void configurationIsKeptShownAndInForce() {
        CreatableTopicResult result = create(config(topic("t"), "cleanup.policy", "compact"));
        assertThat(image().topic("t").config("cleanup.policy")).isEqualTo("compact");
        assertThat(image().topic("t").config("max.message.bytes")).isEqualTo("1048588");
        assertThat(image().topic("t").configs()).containsOnlyKeys("cleanup.policy");
        assertThat(result.configs())
                .filteredOn(each -> each.name().equals("cleanup.policy"))
                .allMatch(each -> each.value().equals("compact") && each.configSource() == 1);
        assertThat(result.configs())
                .filteredOn(each -> each.name().equals("retention.ms"))
                .allMatch(each -> each.value().equals("604800000") && each.configSource() == 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''         | no name for a topic: it is empty
            .          | no name for a topic: '.' means a directory
            a b        | no name for a topic: 'a b' has other characters than a to z, A to Z, 0 to 9, '.', '_' and '-'
            grün       | no name for a topic: 'grün' has other characters than a to z, A to Z, 0 to 9, '.', '_' and '-'
            """, quoteCharacter = '"')
    void aNameThatCannotBeIsRefused(String name, String why) {
        CreatableTopicResult result = create(topic(name.equals("''") ? "" : name));
        assertThat(error(result)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(result.errorMessage()).isEqualTo(why);
    }

    @Test
    void aNameOf249CharactersIsTheLongest() {
        assertThat(error(create(topic("x".repeat(249))))).isEqualTo(Errors.NONE);
        assertThat(error(create(topic("x".repeat(250))))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void aTopicThatExistsIsNotCreatedAgain() {
        create(topic("t"));
        CreatableTopicResult again = create(topic("t").setNumPartitions(0));
        assertThat(error(again)).isEqualTo(Errors.TOPIC_ALREADY_EXISTS);
        assertThat(again.errorMessage()).isEqualTo("topic t exists already");
    }

    @Test
    void namesThatDifferInDotsAndUnderscoresOnlyCollide() {
        create(topic("a.b"));
        CreatableTopicResult other = create(topic("a_b"));
        assertThat(error(other)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(other.errorMessage()).isEqualTo("a_b and the topic a.b differ in dots and underscores only");

        var both = createAll(false, topic("x.y"), topic("x_y")).topics();
        assertThat(error(both.find("x.y"))).isEqualTo(Errors.NONE);
        assertThat(error(both.find("x_y"))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, INVALID_PARTITIONS",
        "-2, 1, INVALID_PARTITIONS",
        "1, 0, INVALID_REPLICATION_FACTOR",
        "1, -2, INVALID_REPLICATION_FACTOR",
        "1, 2, INVALID_REPLICATION_FACTOR",
        "1, 3, INVALID_REPLICATION_FACTOR",
        "2147483647, 1, POLICY_VIOLATION"
    })
    void impossibleCountsAreRefused(int partitions, short factor, Errors error) {
        assertThat(error(create(topic("t").setNumPartitions(partitions).setReplicationFactor(factor))))
                .isEqualTo(error);
        assertThat(image().topic("t")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo              | bar    | no configuration of a topic is called foo
            retention.mss    | 7      | no configuration of a topic is called retention.mss (did you mean retention.ms?)
            retention.ms     | soon   | retention.ms=soon: it is no whole number, or too large a one
            retention.ms     | -2     | retention.ms=-2: it is -1 or more
            segment.bytes    | 1      | segment.bytes=1: it is 1048576 or more
            cleanup.policy   | burn   | cleanup.policy=burn: it is one of compact, delete
            compression.type | rar    | compression.type=rar: it is one of uncompressed, zstd, lz4, snappy, gzip, producer
            preallocate      | maybe  | preallocate=maybe: it is true or false
            """)
    void aConfigurationThatCannotBeIsRefusedByName(String key, String value, String why) {
        CreatableTopicResult result = create(config(topic("t"), key, value));
        assertThat(error(result)).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(result.errorMessage()).isEqualTo(why);
    }

    @Test
    void duplicatesInOneRequestAreRefusedTogether() {
        var results = createAll(false, topic("t"), topic("t").setNumPartitions(2), topic("u"))
                .topics();
        assertThat(results.findAll("t")).singleElement().satisfies(result -> {
            assertThat(error(result)).isEqualTo(Errors.INVALID_REQUEST);
            assertThat(result.errorMessage()).isEqualTo("the request names this topic twice");
        });
        assertThat(error(results.find("u"))).isEqualTo(Errors.NONE);
    }

    @Test
    void validateOnlyCreatesNothing() {
        List<MetadataRecord> before = log.records();
        var results = createAll(true, topic("t").setNumPartitions(3), topic("bad name"))
                .topics();
        assertThat(error(results.find("t"))).isEqualTo(Errors.NONE);
        assertThat(results.find("t").numPartitions()).isEqualTo(3);
        assertThat(results.find("t").errorMessage()).isNull();
        assertThat(error(results.find("bad name"))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(log.records()).isEqualTo(before);
    }

    @Test
    void theLimitOfPartitionsHoldsForAllTopicsTogether() {
        catalog = catalog(new CatalogLimits(1, 10, 1, Map.of()));
        catalog.loaded();
        register();
        var results = createAll(
                        false,
                        topic("a").setNumPartitions(6),
                        topic("b").setNumPartitions(5),
                        topic("c").setNumPartitions(4))
                .topics();
        assertThat(error(results.find("a"))).isEqualTo(Errors.NONE);
        assertThat(error(results.find("b"))).isEqualTo(Errors.POLICY_VIOLATION);
        assertThat(results.find("b").errorMessage()).contains("limit of 10 partitions, of which 6 exist");
        assertThat(error(results.find("c"))).isEqualTo(Errors.NONE);
        delete("a");
        assertThat(error(create(topic("d").setNumPartitions(6)))).isEqualTo(Errors.NONE);
    }

    @Test
    void partitionsMayBeAssignedByHand() {
        assertThat(error(create(assigned("t", 1, 1)))).isEqualTo(Errors.NONE);
        assertThat(image().topic("t").partitionCount()).isEqualTo(2);

        CreatableTopicResult stranger = create(assigned("u", 1, 2));
        assertThat(error(stranger)).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(stranger.errorMessage()).contains("assigned to broker 2");
        assertThat(error(create(assigned("v", 1).setNumPartitions(1)))).isEqualTo(Errors.INVALID_REQUEST);
        CreatableTopic gap = assigned("w", 1);
        gap.assignments()
                .add(new CreatableReplicaAssignment().setPartitionIndex(5).setBrokerIds(List.of(1)));
        assertThat(error(create(gap))).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void theMetadataLogIsNoTopic() {
        assertThat(error(create(topic("__cluster_metadata")))).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void aTopicIsDeletedByNameOrById() {
        create(config(topic("a"), "retention.ms", "1"));
        Uuid id = create(topic("b")).topicId();

        assertThat(delete("a").responses()).allMatch(each -> each.errorCode() == 0);
        DeleteTopicsResponseData byId =
                deleteAll(new DeleteTopicState().setName(null).setTopicId(id));

        assertThat(byId.responses().find("b").topicId()).isEqualTo(id);
        assertThat(image().topics()).isEmpty();
        create(topic("a"));
        assertThat(image().topic("a").configs()).isEmpty();
    }

    @Test
    void whatCannotBeDeletedIsSaidOneByOne() {
        Uuid id = create(topic("a")).topicId();
        create(topic("__consumer_offsets"));
        var responses = deleteAll(
                        new DeleteTopicState().setName("unknown"),
                        new DeleteTopicState().setName(null).setTopicId(new Uuid(1, 1)),
                        new DeleteTopicState().setName("both").setTopicId(id),
                        new DeleteTopicState().setName(null),
                        new DeleteTopicState().setName("__consumer_offsets"),
                        new DeleteTopicState().setName("a"),
                        new DeleteTopicState().setName("a"))
                .responses();
        assertThat(responses)
                .extracting(each -> Errors.forCode(each.errorCode()))
                .containsExactly(
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.UNKNOWN_TOPIC_ID,
                        Errors.INVALID_REQUEST,
                        Errors.INVALID_REQUEST,
                        Errors.INVALID_REQUEST,
                        Errors.INVALID_REQUEST);
        assertThat(image().topics()).containsOnlyKeys("__consumer_offsets", "a");
    }

    @Test
    void aTopicThatIsNamedByNameAndByIdInOneRequestStays() {
        Uuid id = create(topic("a")).topicId();
        create(topic("b"));

        var responses = deleteAll(
                        new DeleteTopicState().setName("a"),
                        new DeleteTopicState().setName("b"),
                        new DeleteTopicState().setName(null).setTopicId(id))
                .responses();

        assertThat(responses)
                .extracting(each -> each.name() + " " + Errors.forCode(each.errorCode()))
                .containsExactly("a INVALID_REQUEST", "b NONE");
        assertThat(image().topics()).containsOnlyKeys("a");
    }

    @Test
    void anOldDeleteNamesItsTopics() {
        create(topic("a"));
        List<DeleteTopicsResponseData> answers = new ArrayList<>();
        catalog.deleteTopics(new DeleteTopicsRequestData().setTopicNames(List.of("a", "b")), (short) 5, answers::add);
        assertThat(answers.get(0).responses())
                .extracting(each -> each.name() + " " + Errors.forCode(each.errorCode()))
                .containsExactly("a NONE", "b UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void producerIdsAreNeverGivenTwiceNotEvenAfterARestart() {
        ProducerIdBlock first = allocate().value();
        restart();
        ProducerIdBlock second = allocate().value();
        assertThat(second.first()).isGreaterThanOrEqualTo(first.first() + first.count());
    }

    @Test
    void aBrokerThatComesAgainGetsAHigherEpochAndItsFeaturesAreFinalisedOnce() {
        long before = image().brokers().get(1).brokerEpoch();
        restart();
        assertThat(register().brokerEpoch()).isEqualTo(before + 1);
        assertThat(image().features()).isEqualTo(Map.of("metadata.version", (short) 27));
        assertThat(log.records().stream().filter(each -> each instanceof MetadataRecord.FeatureLevel))
                .hasSize(1);
    }

    @Test
    void aTopicIsSeenAndAnsweredWhenItIsCommittedAndSeenFirst() {
        log.hold();
        List<CreateTopicsResponseData> answers = new ArrayList<>();
        int seen = published.size();
        catalog.createTopics(request(false, topic("t")), answers::add);
        assertThat(answers).isEmpty();
        assertThat(published).hasSize(seen);

        List<Boolean> sawFirst = new ArrayList<>();
        catalog.createTopics(request(false, topic("u")), answer -> sawFirst.add(image().topic("u") != null));
        log.release();
        assertThat(answers).hasSize(1);
        assertThat(sawFirst).containsExactly(true);
        assertThat(published.get(seen).topics()).containsOnlyKeys("t");
    }

    @Test
    void afterAFailedCommitNothingOfItIsLeft() {
        create(topic("kept"));
        log.hold();
        List<CreateTopicsResponseData> answers = new ArrayList<>();
        catalog.createTopics(request(false, topic("lost")), answers::add);
        catalog.resign();
        assertThat(Errors.forCode(answers.get(0).topics().find("lost").errorCode()))
                .isEqualTo(Errors.NOT_CONTROLLER);
        assertThat(allocate().error()).isEqualTo(Errors.NOT_CONTROLLER);

        log.loseUncommitted();
        restart();
        log.release();
        assertThat(image().topics()).containsOnlyKeys("kept");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theLogRebuildsTheImage(long seed) {
        Rng random = Rng.seeded(seed);
        for (int i = 0; i < 300; i++) {
            String name = "t" + random.nextInt(12) + (random.nextInt(2) == 0 ? ".x" : "_x");
            switch (random.nextInt(5)) {
                case 0, 1 ->
                    create(config(
                            topic(name).setNumPartitions(1 + random.nextInt(5)),
                            "retention.ms",
                            "" + random.nextInt(9)));
                case 2 -> delete(name);
                case 3 -> allocate();
                default -> register();
            }
            if (i % 25 == 0) {
                CatalogImage before = image();
                restart();
                assertThat(image()).as("seed %d, step %d", seed, i).isEqualTo(before);
            }
        }
        assertThat(log.records()).isNotEmpty();
    }

    private void restart() {
        catalog = catalog(CatalogLimits.DEFAULT);
        List<MetadataRecord> records = log.records();
        for (int i = 0; i < records.size(); i++) {
            catalog.replay(i, records.get(i));
        }
        catalog.loaded();
    }

    private RegisterBroker register() {
        List<Outcome<RegisterBroker>> answers = new ArrayList<>();
        catalog.registerBroker(
                new RegisterBroker(
                        1,
                        new Uuid(5, 5),
                        0,
                        List.of(),
                        List.of(new BrokerFeature("metadata.version", (short) 1, (short) 27)),
                        null,
                        false,
                        false,
                        List.of(new Uuid(9, 9))),
                answers::add);
        return answers.get(0).value();
    }

    private Outcome<ProducerIdBlock> allocate() {
        List<Outcome<ProducerIdBlock>> answers = new ArrayList<>();
        catalog.allocateProducerIds(1, 0, answers::add);
        return answers.get(0);
    }

    private CatalogImage image() {
        return published.get(published.size() - 1);
    }

    private static CreatableTopic topic(String name) {
        return new CreatableTopic().setName(name).setNumPartitions(1).setReplicationFactor((short) 1);
    }

    private static CreatableTopic assigned(String name, int... brokers) {
        CreatableTopic topic = topic(name).setNumPartitions(-1).setReplicationFactor((short) -1);
        for (int i = 0; i < brokers.length; i++) {
            topic.assignments()
                    .add(new CreatableReplicaAssignment().setPartitionIndex(i).setBrokerIds(List.of(brokers[i])));
        }
        return topic;
    }

    private static CreatableTopic config(CreatableTopic topic, String key, String value) {
        topic.configs().add(new CreatableTopicConfig().setName(key).setValue(value));
        return topic;
    }

    private static CreateTopicsRequestData request(boolean validateOnly, CreatableTopic... topics) {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setValidateOnly(validateOnly);
        for (CreatableTopic topic : topics) {
            request.topics().mustAdd(topic);
        }
        return request;
    }

    private CreateTopicsResponseData createAll(boolean validateOnly, CreatableTopic... topics) {
        List<CreateTopicsResponseData> answers = new ArrayList<>();
        catalog.createTopics(request(validateOnly, topics), answers::add);
        return answers.get(0);
    }

    private CreatableTopicResult create(CreatableTopic topic) {
        return createAll(false, topic).topics().iterator().next();
    }

    private DeleteTopicsResponseData delete(String name) {
        return deleteAll(new DeleteTopicState().setName(name));
    }

    private DeleteTopicsResponseData deleteAll(DeleteTopicState... topics) {
        List<DeleteTopicsResponseData> answers = new ArrayList<>();
        catalog.deleteTopics(new DeleteTopicsRequestData().setTopics(List.of(topics)), (short) 6, answers::add);
        return answers.get(0);
    }

    private static Errors error(CreatableTopicResult result) {
        return Errors.forCode(result.errorCode());
    }
}
