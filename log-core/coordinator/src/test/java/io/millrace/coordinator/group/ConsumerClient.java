package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.wire.message.MetadataRecord.Partition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * A consumer of the consumer protocol, as a program has it: it gives up what it is no longer given, says so in its next
 * heartbeat, and begins anew when it is fenced. Partitions are named topic-number.
 */
final class ConsumerClient {
    static final short VERSION = 1;

    private final World world;
    final String id;
    String instanceId;
    List<String> topics = List.of("t");
    String expression;
    String assignor;
    int rebalanceMs = World.REBALANCE_MS;
    int epoch;
    final SortedSet<String> owned = new TreeSet<>();
    final SortedSet<String> assigned = new TreeSet<>();
    boolean tellAll = true;
    boolean waits;
    ConsumerGroupHeartbeatResponseData last;

    ConsumerClient(World world, String id) {
        this.world = world;
        this.id = id;
    }

    ConsumerClient of(String instance) {
        instanceId = instance;
        return this;
    }

    /** Topics by name and size; the same name has the same id every time. */
    static CatalogImage catalog(Map<String, Integer> sizes) {
        Map<String, TopicImage> byName = new HashMap<>();
        Map<Uuid, TopicImage> byId = new HashMap<>();
        sizes.forEach((name, size) -> {
            Uuid topicId = idOf(name);
            List<Partition> partitions = IntStream.range(0, size)
                    .mapToObj(i -> new Partition(i, topicId, List.of(1), List.of(1), 1, 0, 0, List.of()))
                    .toList();
            TopicImage topic = new TopicImage(name, topicId, partitions, Map.of());
            byName.put(name, topic);
            byId.put(topicId, topic);
        });
        return new CatalogImage(
                byName,
                byId,
                CatalogImage.EMPTY.brokers(),
                CatalogImage.EMPTY.configs(),
                CatalogImage.EMPTY.features(),
                CatalogImage.EMPTY.featuresEpoch(),
                CatalogImage.EMPTY.nextProducerId());
    }

    static Uuid idOf(String topic) {
        return new Uuid(99, topic.hashCode());
    }

    private String nameOf(Uuid topic) {
        return world.catalog.topicsById().containsKey(topic)
                ? world.catalog.topicsById().get(topic).name()
                : topic.toString();
    }

    /** Joins, or shows up again, and takes what it is told; the error. */
    Errors beat() {
        send(epoch == 0 || tellAll);
        assertThat(waits).as("an answer").isFalse();
        return Errors.forCode(last.errorCode());
    }

    /** Sends; the answer is taken when it comes. */
    void send(boolean full) {
        ConsumerGroupHeartbeatRequestData request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(World.GROUP)
                .setMemberId(id)
                .setInstanceId(instanceId)
                .setMemberEpoch(epoch);
        if (full) {
            request.setRebalanceTimeoutMs(rebalanceMs)
                    .setSubscribedTopicNames(topics)
                    .setSubscribedTopicRegex(expression)
                    .setServerAssignor(assignor);
        }
        request.setTopicPartitions(epoch == 0 ? List.of() : said());
        waits = true;
        world.groups.consumerHeartbeat(
                request, VERSION, new GroupClient("client", "/127.0.0.1"), world.nowMs, world.wallMs(), this::take);
    }

    /** A heartbeat that says nothing new. */
    Errors beatShortly() {
        send(false);
        return Errors.forCode(last.errorCode());
    }

    private void take(ConsumerGroupHeartbeatResponseData answer) {
        waits = false;
        last = answer;
        Errors error = Errors.forCode(answer.errorCode());
        if (error == Errors.NONE) {
            tellAll = false;
            epoch = answer.memberEpoch();
            if (answer.assignment() != null) {
                assigned.clear();
                answer.assignment()
                        .topicPartitions()
                        .forEach(topic -> topic.partitions()
                                .forEach(number -> assigned.add(nameOf(topic.topicId()) + "-" + number)));
            }
        } else {
            tellAll = true;
            // It said that it has not taken these up, and cannot know whether they were given to another since.
            assigned.retainAll(owned);
            if (error == Errors.FENCED_MEMBER_EPOCH || error == Errors.UNKNOWN_MEMBER_ID) {
                lose();
            }
        }
    }

    /** It no longer has what it is not given, and has what it is. */
    ConsumerClient follow() {
        owned.retainAll(assigned);
        owned.addAll(assigned);
        return this;
    }

    /** It is out, and begins anew. */
    void lose() {
        owned.clear();
        assigned.clear();
        epoch = 0;
    }

    Errors leave(int how) {
        ConsumerGroupHeartbeatRequestData request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(World.GROUP)
                .setMemberId(id)
                .setInstanceId(instanceId)
                .setMemberEpoch(how);
        world.groups.consumerHeartbeat(
                request, VERSION, new GroupClient("client", "/127.0.0.1"), world.nowMs, world.wallMs(), answer -> {
                    last = answer;
                });
        lose();
        return last == null ? Errors.NONE : Errors.forCode(last.errorCode());
    }

    private List<TopicPartitions> said() {
        Map<String, List<Integer>> byTopic = new HashMap<>();
        for (String each : owned) {
            int dash = each.lastIndexOf('-');
            byTopic.computeIfAbsent(each.substring(0, dash), name -> new ArrayList<>())
                    .add(Integer.valueOf(each.substring(dash + 1)));
        }
        List<TopicPartitions> said = new ArrayList<>();
        byTopic.forEach((name, numbers) ->
                said.add(new TopicPartitions().setTopicId(idOf(name)).setPartitions(numbers)));
        return said;
    }

    static DescribedGroup describe(World world) {
        World.Answer<DescribedGroup> answer = new World.Answer<>();
        world.groups.describeConsumers(World.GROUP, VERSION, answer);
        return answer.get();
    }
}
