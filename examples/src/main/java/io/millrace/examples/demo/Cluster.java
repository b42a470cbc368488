package io.millrace.examples.demo;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.cli.ClientSession;
import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;

/** What the demo asks of a cluster, ours or Apache Kafka, one call after the other. One thread. */
final class Cluster implements AutoCloseable {
    /** Replays go on into years to come, and a topic takes no timestamp more than an hour ahead unless told to. */
    static final String FUTURE_KEY = "message.timestamp.after.max.ms";

    static final String FUTURE = Long.toString(Long.MAX_VALUE);

    private final ClientSession session;

    Cluster(String bootstrap) {
        this(bootstrap, Map.of());
    }

    /** With these keys of a client. */
    Cluster(String bootstrap, Map<String, String> keys) {
        session = ClientSession.patient(bootstrap, keys);
    }

    ClientSession session() {
        return session;
    }

    private Admin admin() {
        return session.client().admin();
    }

    /** The topic, made when it is missing. */
    TopicInfo topic(NewTopic wanted) {
        Admin.Outcomes outcomes = session.value(answer -> admin().createTopics(List.of(wanted), answer));
        outcomes.failures().values().stream()
                .filter(failure -> !(failure instanceof TopicExistsException))
                .forEach(failure -> {
                    throw failure;
                });
        return await(wanted.name());
    }

    /** Apache Kafka answers before the topic is led; this waits until it is. */
    private TopicInfo await(String name) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < deadline) {
            TopicInfo info = topics(List.of(name)).get(name);
            if (info != null && info.partitions().stream().allMatch(partition -> partition.leaderId() >= 0)) {
                return info;
            }
            session.loop().turn(20);
        }
        throw new Stage.Stalled("topic " + name + ": no leader within 30 s");
    }

    Map<String, TopicInfo> topics(Collection<String> names) {
        return session.value(answer -> admin().describeTopics(names, answer));
    }

    /** Names of all topics that begin so. */
    List<String> topicsOf(String prefix) {
        List<TopicInfo> all = session.value(admin()::listTopics);
        return all.stream()
                .map(TopicInfo::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    void delete(Collection<String> topics) {
        if (!topics.isEmpty()) {
            Admin.Outcomes outcomes = session.value(answer -> admin().deleteTopics(topics, answer));
            outcomes.orThrow();
        }
    }

    /** Deletes the group with its offsets, if it is there; false while it has members. */
    boolean deleteGroup(String group) {
        Admin.Outcomes outcomes = session.value(answer -> admin().deleteGroups(List.of(group), answer));
        for (ApiException failure : outcomes.failures().values()) {
            if (failure instanceof GroupNotEmptyException) {
                return false;
            }
            if (!(failure instanceof GroupIdNotFoundException)) {
                throw failure;
            }
        }
        return true;
    }

    /** The end of every partition, by number. */
    Map<Integer, Long> ends(TopicInfo topic) {
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        topic.partitions().forEach(p -> specs.put(new TopicPartition(topic.name(), p.partition()), Admin.LATEST));
        Map<TopicPartition, Admin.FoundOffset> found = session.value(answer -> admin().listOffsets(specs, answer));
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset(), (a, b) -> a, TreeMap::new));
    }

    /** Records of all partitions together, of a topic that keeps everything. */
    long records(TopicInfo topic) {
        return ends(topic).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The topic among those found; refuses when it is gone. */
    TopicInfo existing(Map<String, TopicInfo> found, String name) {
        TopicInfo topic = found.get(name);
        if (topic == null) {
            throw new Refused(Main.NOT_FOUND, "topic " + name + ": does not exist, although the job is finished");
        }
        return topic;
    }

    /** What the group committed of the topic, by partition. */
    Map<Integer, Long> committed(String group, String topic) {
        Map<TopicPartition, Offset> offsets = session.value(answer -> admin().groupOffsets(group, answer));
        return offsets.entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(topic))
                .collect(Collectors.toMap(
                        offset -> offset.getKey().partition(),
                        offset -> offset.getValue().offset(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Override
    public void close() {
        session.close();
    }
}
