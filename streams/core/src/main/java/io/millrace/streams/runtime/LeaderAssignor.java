package io.millrace.streams.runtime;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Answer;
import io.millrace.client.group.Assignor;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.runtime.assign.AssignmentData;
import io.millrace.streams.runtime.assign.AssignmentData.Verdict;
import io.millrace.streams.runtime.assign.StickyAssignor;
import io.millrace.streams.runtime.assign.SubscriptionData;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.PartitionCounts;
import io.millrace.streams.topology.SubTopology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * What stream threads agree on in their group. The leader counts the source topics' partitions, makes the internal
 * topics that are missing, and shares the tasks out; every member hears a verdict with its tasks. <i>Loop-owned.</i>
 */
final class LeaderAssignor implements Assignor {
    private final RuntimeConfig config;
    private final BuiltTopology topology;
    private final Metadata metadata;
    private final Admin admin;
    private final Supplier<SubscriptionData> self;
    private final Consumer<StreamsException> onFailure;
    private final List<String> subscribed;
    private final Set<String> userTopics = new TreeSet<>();
    private final Map<Integer, List<String>> sourcesOf = new HashMap<>();

    /**
     * For one thread.
     *
     * @param self what the thread says of itself at each join
     * @param onFailure why this thread, as the leader, could not let the application run
     */
    LeaderAssignor(
            RuntimeConfig config,
            BuiltTopology topology,
            Metadata metadata,
            Admin admin,
            Supplier<SubscriptionData> self,
            Consumer<StreamsException> onFailure) {
        this.config = config;
        this.topology = topology;
        this.metadata = metadata;
        this.admin = admin;
        this.self = self;
        this.onFailure = onFailure;
        Set<String> all = new TreeSet<>();
        for (SubTopology sub : topology.subTopologies()) {
            List<String> sources = new ArrayList<>(sub.sourceTopics());
            userTopics.addAll(sources);
            sub.repartitionSourceTopics().forEach(name -> sources.add(config.internalTopic(name)));
            sourcesOf.put(sub.id(), sources);
            all.addAll(sources);
        }
        subscribed = List.copyOf(all);
        topology.globals().forEach(global -> userTopics.add(global.topic()));
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public String name() {
        return "millrace-streams";
    }

    @Override
    public byte[] subscription() {
        byte[] userData = bytes(self.get().encode());
        return ConsumerProtocol.encode(new ConsumerProtocol.Subscription(subscribed, userData, List.of()));
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> answer) {
        List<StickyAssignor.Member> threads = new ArrayList<>();
        for (Member member : members) {
            SubscriptionData said = read(member);
            if (said.shutDown()) {
                answer.done(toAll(members, Verdict.SHUT_DOWN), null);
                return;
            }
            threads.add(new StickyAssignor.Member(
                    member.id(), said.process(), said.generation(), new TreeSet<>(said.tasks())));
        }
        // Asking must not create a source topic: a misspelt name would become an empty job that runs.
        metadata.refresh(userTopics, (topics, failure) -> {
            if (topics == null) {
                answer.done(null, failure);
                return;
            }
            try {
                PartitionCounts counts = PartitionCounts.of(topology, name -> partitions(topics, name));
                makeInternalTopics(counts, problem -> {
                    if (problem instanceof StreamsException refusal) {
                        refuse(members, Verdict.LEADER_FAILED, refusal, answer);
                    } else if (problem != null) {
                        answer.done(null, problem);
                    } else {
                        answer.done(divide(threads, counts, topics), null);
                    }
                });
            } catch (MissingSourceTopicException missing) {
                refuse(members, Verdict.SOURCE_TOPIC_MISSING, missing, answer);
            } catch (StreamsException unrunnable) {
                refuse(members, Verdict.LEADER_FAILED, unrunnable, answer);
            }
        });
    }

    private void makeInternalTopics(PartitionCounts counts, Consumer<@Nullable Throwable> done) {
        List<NewTopic> wanted = InternalTopics.of(config, topology, counts);
        if (wanted.isEmpty()) {
            done.accept(null);
            return;
        }
        List<String> names = wanted.stream().map(NewTopic::name).toList();
        metadata.refresh(names, (existing, failure) -> {
            if (existing == null) {
                done.accept(failure);
                return;
            }
            List<NewTopic> missing = new ArrayList<>();
            for (NewTopic topic : wanted) {
                TopicInfo there = existing.get(topic.name());
                if (there == null) {
                    missing.add(topic);
                } else if (there.partitionCount() != topic.partitions()) {
                    done.accept(new StreamsException("internal topic " + topic.name() + " has "
                            + there.partitionCount() + " partitions, but its source topics now ask for "
                            + topic.partitions() + ": reset the application, or restore the sources' counts"));
                    return;
                }
            }
            create(missing, done);
        });
    }

    private void create(List<NewTopic> missing, Consumer<@Nullable Throwable> done) {
        if (missing.isEmpty()) {
            done.accept(null);
            return;
        }
        admin.createTopics(missing, (outcomes, failure) -> {
            if (outcomes == null) {
                done.accept(failure);
                return;
            }
            for (Map.Entry<String, ApiException> entry : outcomes.failures().entrySet()) {
                if (!(entry.getValue() instanceof TopicExistsException)) {
                    done.accept(new StreamsException(
                            "internal topic " + entry.getKey() + " cannot be created", entry.getValue()));
                    return;
                }
            }
            done.accept(null);
        });
    }

    private Map<String, byte[]> divide(
            List<StickyAssignor.Member> threads, PartitionCounts counts, Map<String, TopicInfo> topics) {
        List<TaskId> tasks = new ArrayList<>();
        counts.tasks().forEach((sub, count) -> {
            for (int partition = 0; partition < count; partition++) {
                tasks.add(new TaskId(sub, partition));
            }
        });
        Map<String, Integer> sizes = new HashMap<>();
        topics.forEach((name, topic) -> sizes.put(name, topic.partitionCount()));
        counts.repartition().forEach((name, count) -> sizes.put(config.internalTopic(name), count));
        Map<String, byte[]> assignments = new HashMap<>();
        StickyAssignor.assign(threads, tasks).forEach((id, owned) -> {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TaskId task : owned) {
                for (String topic : sourcesOf.getOrDefault(task.subtopology(), List.of())) {
                    if (task.partition() < sizes.getOrDefault(topic, 0)) {
                        partitions.add(new TopicPartition(topic, task.partition()));
                    }
                }
            }
            assignments.put(id, encode(partitions, new AssignmentData(Verdict.RUN, owned)));
        });
        return assignments;
    }

    private void refuse(
            Collection<Member> members, Verdict verdict, StreamsException why, Answer<Map<String, byte[]>> answer) {
        onFailure.accept(why);
        answer.done(toAll(members, verdict), null);
    }

    private static Map<String, byte[]> toAll(Collection<Member> members, Verdict verdict) {
        Map<String, byte[]> assignments = new HashMap<>();
        members.forEach(member ->
                assignments.put(member.id(), encode(List.of(), new AssignmentData(verdict, List.of()))));
        return assignments;
    }

    private static SubscriptionData read(Member member) {
        byte[] userData = ConsumerProtocol.subscription(member.subscription()).userData();
        if (userData == null) {
            throw new IllegalArgumentException("member " + member.id() + " says nothing of itself");
        }
        return SubscriptionData.decode(ByteBuffer.wrap(userData));
    }

    private static OptionalInt partitions(Map<String, TopicInfo> topics, String name) {
        TopicInfo topic = topics.get(name);
        return topic == null ? OptionalInt.empty() : OptionalInt.of(topic.partitionCount());
    }

    private static byte[] encode(List<TopicPartition> partitions, AssignmentData data) {
        return ConsumerProtocol.encode(new ConsumerProtocol.Assignment(partitions, bytes(data.encode())));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
