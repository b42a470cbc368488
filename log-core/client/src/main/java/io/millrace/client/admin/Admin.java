package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channel;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Part;
import io.millrace.client.call.Retry;
import io.millrace.client.group.Coordinator;
import io.millrace.client.group.GroupOffsets;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

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

    private static final byte TOPIC = 2;

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;
    private boolean closed;

    /** {@link io.millrace.client.LogClient} makes it. */
    public Admin(CallContext context, Metadata metadata) {
        this.context = context;
        this.metadata = metadata;
        this.channels = new Channels(context);
    }

    /** Makes topics; TopicExistsException for those that are there. */
    public void createTopics(List<NewTopic> topics, Answer<Outcomes> answer) {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(context.config().requestTimeoutMs());
        for (NewTopic topic : topics) {
            CreatableTopic creatable = new CreatableTopic()
                    .setName(topic.name())
                    .setNumPartitions(topic.partitions())
                    .setReplicationFactor(topic.replicationFactor());
            topic.configs()
                    .forEach((name, value) -> creatable
                            .configs()
                            .add(new CreatableTopicConfig().setName(name).setValue(value)));
            request.topics().add(creatable);
        }
        onAnyNode(
                "creation of topics",
                ApiKeys.CREATE_TOPICS,
                version -> request.duplicate(),
                CreateTopicsResponseData.class,
                response -> {
                    OutcomesBuilder outcomes = new OutcomesBuilder();
                    response.topics().forEach(t -> outcomes.add(t.name(), t.errorCode(), t.errorMessage()));
                    metadata.requestUpdate();
                    return outcomes.build();
                },
                answer);
    }

    /** Deletes topics with their records. */
    public void deleteTopics(Collection<String> names, Answer<Outcomes> answer) {
        List<String> copy = List.copyOf(names);
        onAnyNode(
                "deletion of topics",
                ApiKeys.DELETE_TOPICS,
                version -> new DeleteTopicsRequestData()
                        .setTimeoutMs(context.config().requestTimeoutMs())
                        .setTopicNames(copy),
                DeleteTopicsResponseData.class,
                response -> {
                    OutcomesBuilder outcomes = new OutcomesBuilder();
                    response.responses().forEach(t -> outcomes.add(t.name(), t.errorCode(), t.errorMessage()));
                    metadata.requestUpdate();
                    return outcomes.build();
                },
                answer);
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
        List<DescribeConfigsResource> resources = new ArrayList<>();
        for (String topic : topics) {
            resources.add(new DescribeConfigsResource()
                    .setResourceType(TOPIC)
                    .setResourceName(topic)
                    .setConfigurationKeys(null));
        }
        onAnyNode(
                "configs of topics",
                ApiKeys.DESCRIBE_CONFIGS,
                version -> new DescribeConfigsRequestData().setResources(resources),
                DescribeConfigsResponseData.class,
                Admin::configs,
                answer);
    }

    /**
     * For each partition the offset at {@link #EARLIEST}, {@link #LATEST}, {@link #MAX_TIMESTAMP}, or of the first record
     * whose timestamp is at least the given one; {@link FoundOffset#NONE} as offset where there is no such record. Fails
     * as a whole with UnknownTopicOrPartitionException when a partition is still not to be found after
     * {@code default.api.timeout.ms}.
     */
    public void listOffsets(Map<TopicPartition, Long> specs, Answer<Map<TopicPartition, FoundOffset>> answer) {
        new OffsetSearch(context, metadata, channels, specs).run(answer);
    }

    /** All positions that the group committed. */
    public void groupOffsets(String groupId, Answer<Map<TopicPartition, Offset>> answer) {
        new GroupOffsets(coordinator(groupId)).fetch(null, answer);
    }

    /** Commits for a group without members; UnknownMemberIdException while it has some. */
    public void alterGroupOffsets(String groupId, Map<TopicPartition, Offset> offsets, Done done) {
        new GroupOffsets(coordinator(groupId)).commit(() -> GroupOffsets.Committer.NOBODY, offsets, done);
    }

    /** All groups, by name. */
    public void listGroups(Answer<List<GroupListing>> answer) {
        new Groups(context, metadata, channels).list(answer);
    }

    /** A group with its members; GroupIdNotFoundException when there is none. */
    public void describeGroup(String groupId, Answer<GroupDescription> answer) {
        new Groups(context, metadata, channels).describe(groupId, answer);
    }

    /** Deletes groups with their offsets; GroupNotEmptyException, GroupIdNotFoundException item by item. */
    public void deleteGroups(Collection<String> groupIds, Answer<Outcomes> answer) {
        List<String> groups = List.copyOf(groupIds);
        OutcomesBuilder outcomes = new OutcomesBuilder();
        if (groups.isEmpty()) {
            context.loop().execute(() -> answer.done(outcomes.build(), null));
            return;
        }
        int[] left = {groups.size()};
        for (String groupId : groups) {
            deleteGroup(groupId, (done, failure) -> {
                if (failure != null) {
                    outcomes.add(groupId, failure);
                }
                if (--left[0] == 0) {
                    answer.done(outcomes.build(), null);
                }
            });
        }
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

    private Coordinator coordinator(String groupId) {
        return new Coordinator(context, metadata, channels, groupId);
    }

    private void deleteGroup(String groupId, Answer<DeleteGroupsResponseData> answer) {
        Coordinator coordinator = coordinator(groupId);
        Retry.<DeleteGroupsResponseData>run(
                context,
                "deletion of group " + groupId,
                attempt -> coordinator.call(
                        ApiKeys.DELETE_GROUPS,
                        version -> new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                        (response, failure) -> {
                            if (response == null) {
                                attempt.done(null, failure);
                                return;
                            }
                            try (response) {
                                DeleteGroupsResponseData body = response.as(DeleteGroupsResponseData.class);
                                ApiException error = body.results().isEmpty()
                                        ? Errors.UNKNOWN_SERVER_ERROR.exception()
                                        : Failures.of(
                                                body.results().find(groupId).errorCode());
                                if (error != null) {
                                    coordinator.check(error);
                                }
                                attempt.done(error == null ? body : null, error);
                            }
                        }),
                answer);
    }

    /** Asks one node after the other until one answers without an error that passes. */
    private <B extends ApiMessage, T> void onAnyNode(
            String what, ApiKeys api, Channel.Body body, Class<B> type, Function<B, T> read, Answer<T> answer) {
        Retry.<T>run(
                context,
                what,
                attempt -> channels.to(metadata.anyNode())
                        .call(api, context.config().requestTimeoutMs(), body, (response, failure) -> {
                            if (response == null) {
                                attempt.done(null, failure);
                                return;
                            }
                            try (response) {
                                attempt.done(read.apply(response.as(type)), null);
                            } catch (ApiException e) {
                                attempt.done(null, e);
                            }
                        }),
                answer);
    }

    private static Map<String, Map<String, String>> configs(DescribeConfigsResponseData response) {
        Map<String, Map<String, String>> byTopic = new LinkedHashMap<>();
        for (DescribeConfigsResult result : response.results()) {
            ApiException error = Failures.of(result.errorCode(), result.errorMessage());
            if (error != null) {
                throw error;
            }
            Map<String, String> configs = new LinkedHashMap<>();
            for (DescribeConfigsResourceResult config : result.configs()) {
                if (config.value() != null && !config.isSensitive()) {
                    configs.put(config.name(), config.value());
                }
            }
            byTopic.put(result.resourceName(), configs);
        }
        return byTopic;
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

    /** Gathers outcomes. Only an answer from a node that cannot decide is thrown, so that another one is asked. */
    private static final class OutcomesBuilder {
        private final Map<String, ApiException> failures = new LinkedHashMap<>();

        void add(String name, short code, @Nullable String message) {
            ApiException error = Failures.of(code, message == null ? name : name + ": " + message);
            if (error == null) {
                return;
            }
            if (error instanceof NotControllerException) {
                throw error;
            }
            failures.put(name, error);
        }

        void add(String name, Throwable failure) {
            failures.put(name, failure instanceof ApiException known ? known : new ApiException(failure));
        }

        Outcomes build() {
            return new Outcomes(failures);
        }
    }
}
