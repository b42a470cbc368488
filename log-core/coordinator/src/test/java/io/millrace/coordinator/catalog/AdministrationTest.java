package io.millrace.coordinator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.config.ConfigChange.Edit;
import io.millrace.coordinator.config.ConfigChange.Kind;
import io.millrace.coordinator.config.Resource;
import io.millrace.coordinator.replay.FakeLog;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.FeatureLevel;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators change: partitions, configurations, features. */
class AdministrationTest {
    private static final Resource TOPIC = new Resource(Resource.TOPIC, "t");

    private final FakeLog<MetadataRecord> log = new FakeLog<>();
    private final List<CatalogImage> published = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong(100);
    private final Catalog catalog = catalog();

    private Catalog catalog() {
        CatalogLimits limits = new CatalogLimits(1, 100, 1, Map.of());
        Catalog made = new Catalog(limits, () -> new Uuid(7, ids.incrementAndGet()), log, published::add);
        log.onCommit(made::committed);
        return made;
    }

    @BeforeEach
    void createATopic() {
        catalog.loaded();
        catalog.registerBroker(
                new RegisterBroker(
                        1, new Uuid(1, 1), 0, List.of(), Features.supported(), null, false, false, List.of()),
                outcome -> assertThat(outcome.error()).isEqualTo(Errors.NONE));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics()
                .add(new CreatableTopic().setName("t").setNumPartitions(3).setReplicationFactor((short) 1));
        catalog.createTopics(request, answer -> {});
    }

    @Test
    void partitionsAreAddedBehindThoseThatAreThere() {
        assertThat(grow("t", 5, false).errorCode()).isZero();
        TopicImage topic = image().topic("t");
        assertThat(topic.partitionCount()).isEqualTo(5);
        assertThat(topic.partitions()).extracting(each -> each.partitionId()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aTopicNeverShrinksAndValidatingChangesNothing() {
        assertThat(grow("t", 3, false))
                .matches(each -> each.errorCode() == Errors.INVALID_PARTITIONS.code())
                .matches(each -> each.errorMessage().equals("t has 3 partitions already"));
        assertThat(grow("t", 2, false).errorMessage()).isEqualTo("t has 3 partitions, and cannot shrink to 2");
        assertThat(grow("nobody", 2, false).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(grow("t", 101, false).errorCode()).isEqualTo(Errors.POLICY_VIOLATION.code());
        assertThat(grow("t", 9, true).errorCode()).isZero();
        assertThat(image().topic("t").partitionCount()).isEqualTo(3);
    }

    @Test
    void assignmentsOfNewPartitionsNameEachOfThemAndKnownBrokers() {
        assertThat(assigned(5, List.of(1)).errorMessage())
                .isEqualTo("2 partitions are asked for, and 1 assigned to brokers");
        assertThat(assigned(4, List.of(9)).errorCode()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT.code());
        assertThat(assigned(4, List.of(1)).errorCode()).isZero();
    }

    @Test
    void aValueIsSetAndRemoved() {
        assertThat(alter(TOPIC, new Edit(Kind.SET, "retention.ms", "5"))).isEqualTo(Errors.NONE);
        assertThat(image().topic("t").configs()).containsExactly(Map.entry("retention.ms", "5"));
        assertThat(alter(TOPIC, new Edit(Kind.DELETE, "retention.ms", null))).isEqualTo(Errors.NONE);
        assertThat(image().topic("t").configs()).isEmpty();
    }

    @Test
    void listsGrowFromWhatIsInForceAndShrink() {
        alter(TOPIC, new Edit(Kind.APPEND, "cleanup.policy", "compact"));
        assertThat(image().topic("t").configs()).containsEntry("cleanup.policy", "delete,compact");
        alter(TOPIC, new Edit(Kind.SUBTRACT, "cleanup.policy", "delete"));
        assertThat(image().topic("t").configs()).containsEntry("cleanup.policy", "compact");
        assertThat(alter(TOPIC, new Edit(Kind.APPEND, "retention.ms", "1"))).isEqualTo(Errors.INVALID_CONFIG);
    }

    @Test
    void oneBadValueKeepsAllOfAResourceAsItWas() {
        assertThat(alter(TOPIC, new Edit(Kind.SET, "retention.ms", "5"), new Edit(Kind.SET, "no.such", "5")))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(TOPIC, new Edit(Kind.SET, "retention.ms", "soon"))).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(image().topic("t").configs()).isEmpty();
        assertThat(alter(new Resource(Resource.TOPIC, "nobody"), new Edit(Kind.SET, "retention.ms", "5")))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void replacingRemovesWhatIsNotNamed() {
        alter(TOPIC, new Edit(Kind.SET, "retention.ms", "5"), new Edit(Kind.SET, "segment.bytes", "2000000"));
        AtomicReference<List<ConfigChange.Outcome>> answer = new AtomicReference<>();
        catalog.alterConfigs(
                List.of(new ConfigChange(TOPIC, true, List.of(new Edit(Kind.SET, "retention.ms", "6")))),
                false,
                answer::set);
        assertThat(answer.get()).hasSize(1);
        assertThat(image().topic("t").configs()).containsExactly(Map.entry("retention.ms", "6"));
    }

    @Test
    void nodesGroupsAndSubscriptionsKeepTheirOwnValues() {
        Resource group = new Resource(Resource.GROUP, "g");
        Resource metrics = new Resource(Resource.CLIENT_METRICS, "m");
        assertThat(alter(Resource.cluster(), new Edit(Kind.SET, "log.segment.bytes", "2000000")))
                .isEqualTo(Errors.NONE);
        assertThat(alter(Resource.node(1), new Edit(Kind.SET, "no.such", "1"))).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(group, new Edit(Kind.SET, "consumer.session.timeout.ms", "50000")))
                .isEqualTo(Errors.NONE);
        assertThat(alter(group, new Edit(Kind.SET, "consumer.session.timeout.ms", "1")))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(metrics, new Edit(Kind.SET, "interval.ms", "1000"))).isEqualTo(Errors.NONE);

        assertThat(image().configs(Resource.cluster())).containsEntry("log.segment.bytes", "2000000");
        assertThat(image().configs(group)).containsEntry("consumer.session.timeout.ms", "50000");
        assertThat(image().configs()).containsOnlyKeys(Resource.cluster(), metrics, group);
        alter(metrics, new Edit(Kind.DELETE, "interval.ms", null));
        assertThat(image().configs()).containsOnlyKeys(Resource.cluster(), group);
    }

    @Test
    void aCreatedTopicsAnswerShowsWhatTheNodeSetAtRunTime() {
        alter(Resource.cluster(), new Edit(Kind.SET, "log.segment.bytes", "2000000"));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics()
                .add(new CreatableTopic().setName("u").setNumPartitions(1).setReplicationFactor((short) 1));
        catalog.createTopics(
                request,
                answer -> assertThat(answer.topics().find("u").configs())
                        .filteredOn(each -> each.name().equals("segment.bytes"))
                        .singleElement()
                        .matches(each -> each.value().equals("2000000") && each.configSource() == 3));
        assertThat(image().topic("u").configs()).isEmpty();
    }

    @Test
    void aFeatureThatIsNotCarriedOutIsRefused() {
        UpdateFeaturesResponseData answer = update(1, "no.such.version", 1, 1);
        assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_UPDATE_VERSION.code());
        assertThat(answer.results())
                .singleElement()
                .matches(each -> each.feature().equals("no.such.version"));
        assertThat(update(2, "no.such.version", 1, 1).results()).isEmpty();
    }

    @Test
    void aFeatureThatWasSwitchedOffStaysOffAndEveryChangeGrowsTheEpoch() {
        log.append(List.of());
        CatalogMachine machine = new CatalogMachine();
        machine.apply(new FeatureLevel("f.version", (short) 2));
        long first = machine.image().featuresEpoch();
        assertThat(machine.image().featureLevel("f.version")).isEqualTo((short) 2);
        machine.apply(new FeatureLevel("f.version", (short) 0));
        assertThat(machine.image().features()).isEmpty();
        assertThat(machine.image().featuresEpoch()).isGreaterThan(first);
        var again = machine.register(new RegisterBroker(
                1,
                new Uuid(1, 1),
                0,
                List.of(),
                List.of(new MetadataRecord.BrokerFeature("f.version", (short) 0, (short) 2)),
                null,
                false,
                false,
                List.of()));
        assertThat(again.records()).noneMatch(each -> each instanceof FeatureLevel);
    }

    private UpdateFeaturesResponseData update(int version, String feature, int level, int type) {
        UpdateFeaturesRequestData request = new UpdateFeaturesRequestData();
        request.featureUpdates()
                .add(new FeatureUpdateKey()
                        .setFeature(feature)
                        .setMaxVersionLevel((short) level)
                        .setUpgradeType((byte) type));
        AtomicReference<UpdateFeaturesResponseData> answer = new AtomicReference<>();
        catalog.updateFeatures(request, (short) version, answer::set);
        return answer.get();
    }

    private Errors alter(Resource resource, Edit... edits) {
        AtomicReference<List<ConfigChange.Outcome>> answer = new AtomicReference<>();
        catalog.alterConfigs(List.of(new ConfigChange(resource, false, List.of(edits))), false, answer::set);
        return answer.get().get(0).error();
    }

    private CreatePartitionsTopicResult grow(String topic, int count, boolean validateOnly) {
        return grow(new CreatePartitionsTopic().setName(topic).setCount(count).setAssignments(null), validateOnly);
    }

    private CreatePartitionsTopicResult assigned(int count, List<Integer> brokers) {
        return grow(
                new CreatePartitionsTopic()
                        .setName("t")
                        .setCount(count)
                        .setAssignments(List.of(new CreatePartitionsAssignment().setBrokerIds(brokers))),
                false);
    }

    private CreatePartitionsTopicResult grow(CreatePartitionsTopic topic, boolean validateOnly) {
        CreatePartitionsRequestData request = new CreatePartitionsRequestData().setValidateOnly(validateOnly);
        request.topics().add(topic);
        AtomicReference<CreatePartitionsTopicResult> answer = new AtomicReference<>();
        catalog.createPartitions(request, done -> answer.set(done.results().get(0)));
        return answer.get();
    }

    private CatalogImage image() {
        return published.get(published.size() - 1);
    }
}
