package io.millrace.client.admin;

import io.millrace.client.admin.Admin.Outcomes;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.group.ConsumerProtocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** The groups of a cluster: every node is asked for those that it keeps. <i>Loop-owned.</i> */
final class Groups {
    private static final String DEAD = "Dead";

    private final Calls calls;

    Groups(Calls calls) {
        this.calls = calls;
    }

    /** By name; fails when a node that is there does not answer, for then a part of them would be missing. */
    void list(Answer<List<GroupListing>> answer) {
        calls.onEveryNode(
                "groups",
                ApiKeys.LIST_GROUPS,
                version -> new ListGroupsRequestData(),
                ListGroupsResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    return response.groups().stream()
                            .map(group -> new GroupListing(
                                    group.groupId(),
                                    group.protocolType(),
                                    group.groupType().toLowerCase(Locale.ROOT),
                                    group.groupState()))
                            .toList();
                },
                (byNode, failure) -> {
                    Map<String, GroupListing> found = new TreeMap<>();
                    if (byNode != null) {
                        byNode.values().forEach(list -> list.forEach(group -> found.put(group.id(), group)));
                    }
                    answer.done(byNode == null ? null : new ArrayList<>(found.values()), failure);
                });
    }

    /** One with its members, of the classic protocol or of KIP-848's; GroupIdNotFoundException when there is none. */
    void describe(String groupId, Answer<GroupDescription> answer) {
        calls.onCoordinator(
                "description of group " + groupId,
                calls.group(groupId),
                ApiKeys.DESCRIBE_GROUPS,
                version -> new DescribeGroupsRequestData().setGroups(List.of(groupId)),
                DescribeGroupsResponseData.class,
                response -> read(groupId, response),
                (found, failure) -> {
                    if (failure instanceof GroupIdNotFoundException) {
                        describeConsumers(groupId, failure, answer);
                    } else {
                        answer.done(found, failure);
                    }
                });
    }

    void delete(Collection<String> groupIds, Answer<Outcomes> answer) {
        calls.<String, Boolean>each(groupIds, this::delete, failures -> {
            Map<String, ApiException> known = new LinkedHashMap<>();
            failures.forEach((id, failure) ->
                    known.put(id, failure instanceof ApiException api ? api : new ApiException(failure)));
            answer.done(new Outcomes(known), null);
        });
    }

    void deleteOffsets(String groupId, Collection<TopicPartition> partitions, Done done) {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        for (TopicPartition partition : partitions) {
            OffsetDeleteRequestTopic topic = topics.find(partition.topic());
            if (topic == null) {
                topic = new OffsetDeleteRequestTopic().setName(partition.topic());
                topics.add(topic);
            }
            topic.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(partition.partition()));
        }
        calls.<OffsetDeleteResponseData, Boolean>onCoordinator(
                "deletion of positions of " + groupId,
                calls.group(groupId),
                ApiKeys.OFFSET_DELETE,
                version -> new OffsetDeleteRequestData().setGroupId(groupId).setTopics(topics.duplicate()),
                OffsetDeleteResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), groupId);
                    response.topics()
                            .forEach(topic -> topic.partitions()
                                    .forEach(each ->
                                            Calls.check(each.errorCode(), topic.name() + "-" + each.partitionIndex())));
                    return true;
                },
                (deleted, failure) -> done.done(failure));
    }

    private void delete(String groupId, Answer<Boolean> answer) {
        calls.onCoordinator(
                "deletion of group " + groupId,
                calls.group(groupId),
                ApiKeys.DELETE_GROUPS,
                version -> new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                DeleteGroupsResponseData.class,
                response -> {
                    if (response.results().isEmpty()) {
                        throw Errors.UNKNOWN_SERVER_ERROR.exception();
                    }
                    Calls.check(response.results().find(groupId).errorCode(), groupId);
                    return true;
                },
                answer);
    }

    private void describeConsumers(String groupId, Throwable unknown, Answer<GroupDescription> answer) {
        calls.onCoordinator(
                "description of consumer group " + groupId,
                calls.group(groupId),
                ApiKeys.CONSUMER_GROUP_DESCRIBE,
                version -> new ConsumerGroupDescribeRequestData().setGroupIds(List.of(groupId)),
                ConsumerGroupDescribeResponseData.class,
                response -> {
                    if (response.groups().isEmpty()) {
                        throw Errors.UNKNOWN_SERVER_ERROR.exception();
                    }
                    ConsumerGroupDescribeResponseData.DescribedGroup group =
                            response.groups().get(0);
                    Calls.check(group.errorCode(), group.errorMessage());
                    return new GroupDescription(
                            group.groupId(),
                            ConsumerProtocol.TYPE,
                            group.assignorName(),
                            group.groupState(),
                            group.members().stream().map(Groups::member).toList());
                },
                // A node that knows only the older protocol has given its answer already.
                (found, failure) ->
                        answer.done(found, failure instanceof UnsupportedVersionException ? unknown : failure));
    }

    private static GroupDescription.Member member(ConsumerGroupDescribeResponseData.Member told) {
        List<TopicPartition> partitions = new ArrayList<>();
        told.assignment()
                .topicPartitions()
                .forEach(topic -> topic.partitions()
                        .forEach(each -> partitions.add(new TopicPartition(topic.topicName(), each))));
        return new GroupDescription.Member(told.memberId(), told.clientId(), told.clientHost(), partitions);
    }

    private static GroupDescription read(String groupId, DescribeGroupsResponseData response) {
        if (response.groups().isEmpty()) {
            throw Errors.UNKNOWN_SERVER_ERROR.exception();
        }
        DescribedGroup group = response.groups().get(0);
        ApiException error = Failures.of(group.errorCode());
        if (error != null) {
            throw error;
        }
        if (group.groupState().equals(DEAD)) {
            throw new GroupIdNotFoundException("group " + groupId + " does not exist");
        }
        boolean consumers = group.protocolType().equals(ConsumerProtocol.TYPE);
        return new GroupDescription(
                group.groupId(),
                group.protocolType(),
                group.protocolData(),
                group.groupState(),
                group.members().stream()
                        .map(member -> new GroupDescription.Member(
                                member.memberId(),
                                member.clientId(),
                                member.clientHost(),
                                consumers ? partitions(member.memberAssignment()) : List.of()))
                        .toList());
    }

    /** A member may write what it likes: what is no assignment shows as none. */
    private static List<TopicPartition> partitions(byte[] assignment) {
        try {
            return ConsumerProtocol.assignment(assignment).partitions();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
