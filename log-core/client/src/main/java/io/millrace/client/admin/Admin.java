package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;

/**
 * Administers a cluster. Errors that pass are retried within {@code default.api.timeout.ms}. A call over many topics
 * answers item by item: what failed for good stands in the map with its exception, what worked with null.
 * <i>Loop-owned.</i>
 */
public final class Admin {
    /** In {@link #listOffsets}: the log's first offset. */
    public static final long EARLIEST = -2;
    /** In {@link #listOffsets}: the end of what consumers may see. */
    public static final long LATEST = -1;
    /** In {@link #listOffsets}: the record with the largest timestamp. */
    public static final long MAX_TIMESTAMP = -3;

    Admin() {}

    /** Makes topics; TopicExistsException for those that are there. */
    public void createTopics(List<NewTopic> topics, Answer<Outcomes> answer) {
        throw new UnsupportedOperationException();
    }

    /** Deletes topics with their records. */
    public void deleteTopics(Collection<String> names, Answer<Outcomes> answer) {
        throw new UnsupportedOperationException();
    }

    /** The topics of these names that exist. */
    public void describeTopics(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        throw new UnsupportedOperationException();
    }

    /** All topics. */
    public void listTopics(Answer<List<TopicInfo>> answer) {
        throw new UnsupportedOperationException();
    }

    /** The topics' configs by name, each with its value as text; secret values are left out. */
    public void describeConfigs(Collection<String> topics, Answer<Map<String, Map<String, String>>> answer) {
        throw new UnsupportedOperationException();
    }

    /**
     * For each partition the offset at {@link #EARLIEST}, {@link #LATEST}, {@link #MAX_TIMESTAMP}, or of the first record
     * whose timestamp is at least the given one; {@link FoundOffset#NONE} as offset where there is no such record. Fails
     * as a whole when a partition does not exist.
     */
    public void listOffsets(Map<TopicPartition, Long> specs, Answer<Map<TopicPartition, FoundOffset>> answer) {
        throw new UnsupportedOperationException();
    }

    /** All positions that the group committed. */
    public void groupOffsets(String groupId, Answer<Map<TopicPartition, Offset>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Commits for a group without members; UnknownMemberIdException while it has some. */
    public void alterGroupOffsets(
            String groupId, Map<TopicPartition, Offset> offsets, Answer<Map<TopicPartition, Offset>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Deletes groups with their offsets; GroupNotEmptyException, GroupIdNotFoundException item by item. */
    public void deleteGroups(Collection<String> groupIds, Answer<Outcomes> answer) {
        throw new UnsupportedOperationException();
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
