package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Part;
import io.millrace.client.group.GroupOffsets;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;

/**
 * Administers a cluster. Errors that pass are retried within {@code default.api.timeout.ms}. A call over many topics
 * answers item by item: what failed for good stands in the map with its exception, what worked with null.
 * <i>Loop-owned.</i>
 */
public final class Admin implements Part {
    /** In {@link #listOffsets}: the log's first offset. */
    public static final long EARLIEST = -2;
    /** In {@link #listOffsets}: the end of what consumers may see. */
    public static final long LATEST = -1;
    /** In {@link #listOffsets}: the record with the largest timestamp. */
    public static final long MAX_TIMESTAMP = -3;

    private final Metadata metadata;
    private final Channels channels;
    private final Calls calls;
    private final TopicsAdmin topics;
    private final Groups groups;
    private boolean closed;

    /** {@link io.millrace.client.LogClient} makes it. */
    public Admin(CallContext context, Metadata metadata) {
        this.metadata = metadata;
        this.channels = new Channels(context);
        this.calls = new Calls(context, metadata, channels);
        this.topics = new TopicsAdmin(calls);
        this.groups = new Groups(calls);
    }

    /** Makes topics; TopicExistsException for those that are there. */
    public void createTopics(List<NewTopic> newTopics, Answer<Outcomes> answer) {
        topics.create(newTopics, answer);
    }

    /** Deletes topics with their records. */
    public void deleteTopics(Collection<String> names, Answer<Outcomes> answer) {
        topics.delete(names, answer);
    }

    /** Gives topics so many partitions in all; InvalidPartitionsException for one that has as many. */
    public void createPartitions(Map<String, Integer> totals, Answer<Outcomes> answer) {
        topics.createPartitions(totals, answer);
    }

    /** Deletes the records before each offset (-1: before the end); answers with where each partition begins now. */
    public void deleteRecords(Map<TopicPartition, Long> before, Answer<Map<TopicPartition, Long>> answer) {
        topics.deleteRecords(before, answer);
    }

    /** The topics of these names that exist. */
    public void describeTopics(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        metadata.refresh(names, answer);
    }

    /** All topics. */
    public void listTopics(Answer<List<TopicInfo>> answer) {
        metadata.allTopics(answer);
    }

    /** The topics' configs by name, each with its value as text; secret values are left out. */
    public void describeConfigs(Collection<String> topics, Answer<Map<String, Map<String, String>>> answer) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        configs().describe(resources, (described, failure) -> {
            Map<String, Map<String, String>> texts = new LinkedHashMap<>();
            if (described != null) {
                described.forEach((resource, entries) -> texts.put(resource.name(), texts(entries)));
            }
            answer.done(described == null ? null : texts, failure);
        });
    }

    /** Configurations of all kinds of resources, and their change. */
    public Configs configs() {
        return new Configs(calls);
    }

    /** Transactions and producers. */
    public TransactionsAdmin transactions() {
        return new TransactionsAdmin(calls);
    }

    /** Directories and features. */
    public ClusterAdmin cluster() {
        return new ClusterAdmin(calls);
    }

    /**
     * For each partition the offset at {@link #EARLIEST}, {@link #LATEST}, {@link #MAX_TIMESTAMP}, or of the first record
     * whose timestamp is at least the given one; {@link FoundOffset#NONE} as offset where there is no such record. Fails
     * as a whole with UnknownTopicOrPartitionException when a partition is still not to be found after
     * {@code default.api.timeout.ms}.
     */
    public void listOffsets(Map<TopicPartition, Long> specs, Answer<Map<TopicPartition, FoundOffset>> answer) {
        listOffsets(specs, false, answer);
    }

    /** As above; with read committed, LATEST is the end of what no open transaction holds back. */
    public void listOffsets(
            Map<TopicPartition, Long> specs, boolean readCommitted, Answer<Map<TopicPartition, FoundOffset>> answer) {
        new OffsetSearch(calls.context, metadata, channels, specs, readCommitted).run(answer);
    }

    /** All positions that the group committed. */
    public void groupOffsets(String groupId, Answer<Map<TopicPartition, Offset>> answer) {
        new GroupOffsets(calls.group(groupId)).fetch(null, answer);
    }

    /** Commits for a group without members; UnknownMemberIdException while it has some. */
    public void alterGroupOffsets(String groupId, Map<TopicPartition, Offset> offsets, Done done) {
        new GroupOffsets(calls.group(groupId)).commit(() -> GroupOffsets.Committer.NOBODY, offsets, done);
    }

    /** Forgets positions of a group; GroupSubscribedToTopicException while a member reads the topic. */
    public void deleteGroupOffsets(String groupId, Collection<TopicPartition> partitions, Done done) {
        groups.deleteOffsets(groupId, partitions, done);
    }

    /** All groups, by name. */
    public void listGroups(Answer<List<GroupListing>> answer) {
        groups.list(answer);
    }

    /** A group of either protocol with its members; GroupIdNotFoundException when there is none. */
    public void describeGroup(String groupId, Answer<GroupDescription> answer) {
        groups.describe(groupId, answer);
    }

    /** Deletes groups with their offsets; GroupNotEmptyException, GroupIdNotFoundException item by item. */
    public void deleteGroups(Collection<String> groupIds, Answer<Outcomes> answer) {
        groups.delete(groupIds, answer);
    }

    /** Fails the calls that wait. */
    @Override
    public void close() {
        closed = true;
        channels.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private static Map<String, String> texts(Map<String, Configs.Entry> entries) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.values().forEach(entry -> {
            String value = entry.value();
            if (value != null && !entry.sensitive()) {
                texts.put(entry.name(), value);
            }
        });
        return texts;
    }

    /**
     * What became of each item. <i>Immutable.</i>
     *
     * @param failures by name, those that failed only
     */
    public record Outcomes(Map<String, ApiException> failures) {
        /** Throws the first failure, if any. */
        public void orThrow() {
            for (ApiException failure : failures.values()) {
                throw failure;
            }
        }
    }

    /**
     * An offset found. <i>Immutable.</i>
     *
     * @param offset {@link #NONE} when there is none
     * @param timestamp of that record, or -1
     * @param leaderEpoch of that record, or -1
     */
    public record FoundOffset(long offset, long timestamp, int leaderEpoch) {
        /** No such record. */
        public static final long NONE = -1;
    }
}
