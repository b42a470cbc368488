package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.Coordinator;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The groups of a cluster: every node is asked for those that it keeps. <i>Loop-owned.</i> */
final class Groups {
    private static final String DEAD = "Dead";

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;

    Groups(CallContext context, Metadata metadata, Channels channels) {
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
    }

    /** By name; fails when a node that is there does not answer, for then a part of them would be missing. */
    void list(Answer<List<GroupListing>> answer) {
        // Nodes are known when metadata was asked for; no topic's.
        metadata.refresh(List.of(), (none, failure) -> {
            if (failure != null) {
                answer.done(null, failure);
                return;
            }
            new Listing(answer).ask(List.copyOf(metadata.nodes().values()));
        });
    }

    /** One with its members; GroupIdNotFoundException when there is none. */
    void describe(String groupId, Answer<GroupDescription> answer) {
        Coordinator coordinator = new Coordinator(context, metadata, channels, groupId);
        Retry.<GroupDescription>run(
                context,
                "description of group " + groupId,
                attempt -> coordinator.call(
                        ApiKeys.DESCRIBE_GROUPS,
                        version -> new DescribeGroupsRequestData().setGroups(List.of(groupId)),
                        (response, failure) -> {
                            if (response == null) {
                                attempt.done(null, failure);
                                return;
                            }
                            try (response) {
                                attempt.done(read(groupId, response.as(DescribeGroupsResponseData.class)), null);
                            } catch (ApiException e) {
                                coordinator.check(e);
                                attempt.done(null, e);
                            }
                        }),
                answer);
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

    /** One round over all nodes. */
    private final class Listing {
        private final Answer<List<GroupListing>> answer;
        private final Map<String, GroupListing> found = new TreeMap<>();
        private @Nullable Throwable failed;
        private int open;

        Listing(Answer<List<GroupListing>> answer) {
            this.answer = answer;
        }

        void ask(List<NodeInfo> nodes) {
            open = nodes.size();
            if (nodes.isEmpty()) {
                answer.done(null, Errors.BROKER_NOT_AVAILABLE.exception());
                return;
            }
            for (NodeInfo node : nodes) {
                Retry.<ListGroupsResponseData>run(
                        context, "groups of node " + node.id(), attempt -> askOne(node, attempt), this::heard);
            }
        }

        private void askOne(NodeInfo node, Answer<ListGroupsResponseData> attempt) {
            channels.to(node.endpoint())
                    .call(
                            ApiKeys.LIST_GROUPS,
                            context.config().requestTimeoutMs(),
                            version -> new ListGroupsRequestData(),
                            (response, failure) -> {
                                if (response == null) {
                                    attempt.done(null, failure);
                                    return;
                                }
                                try (response) {
                                    ListGroupsResponseData body = response.as(ListGroupsResponseData.class);
                                    ApiException error = Failures.of(body.errorCode());
                                    attempt.done(error == null ? body : null, error);
                                }
                            });
        }

        private void heard(@Nullable ListGroupsResponseData response, @Nullable Throwable failure) {
            if (response != null) {
                response.groups()
                        .forEach(group -> found.put(
                                group.groupId(),
                                new GroupListing(group.groupId(), group.protocolType(), group.groupState())));
            } else {
                failed = failure;
            }
            if (--open > 0) {
                return;
            }
            answer.done(failed == null ? new ArrayList<>(found.values()) : null, failed);
        }
    }
}
