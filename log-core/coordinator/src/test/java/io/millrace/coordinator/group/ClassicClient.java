package io.millrace.coordinator.group;

import io.millrace.coordinator.group.World.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;

/**
 * A consumer of the classic protocol, as a program has it. An eager one gives up all it has before it joins again; a
 * cooperative one says what it has, and joins once more when it was told to give some of that up.
 */
final class ClassicClient {
    private final World world;
    final String name;
    final boolean eager;
    String instanceId;
    String topic = "t";
    byte[] userData = new byte[0];
    String memberId = "";
    int generation = -1;
    final SortedSet<String> owned = new TreeSet<>();
    boolean mustJoin = true;
    private Answer<JoinGroupResponseData> joining;
    private Answer<SyncGroupResponseData> syncing;
    Errors last = Errors.NONE;

    ClassicClient(World world, String name, boolean eager) {
        this.world = world;
        this.name = name;
        this.eager = eager;
    }

    ClassicClient of(String instance) {
        instanceId = instance;
        return this;
    }

    /** Does what is next: joins, fetches what it was assigned, or gives a sign of life. */
    void poll() {
        if (joining != null) {
            if (joining.isThere()) {
                joined();
            }
        } else if (syncing != null) {
            if (syncing.isThere()) {
                synced();
            }
        } else if (mustJoin) {
            join();
        } else {
            beat();
        }
    }

    boolean isCalm() {
        return joining == null && syncing == null && !mustJoin;
    }

    private void join() {
        if (eager) {
            owned.clear();
        }
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(World.GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(World.SESSION_MS)
                .setRebalanceTimeoutMs(World.REBALANCE_MS);
        request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(metadata()));
        joining = new Answer<>();
        world.groups.join(
                request, (short) 9, new GroupClient(name, "/127.0.0.1"), world.nowMs, world.wallMs(), joining);
        if (joining.isThere()) {
            joined();
        }
    }

    private byte[] metadata() {
        ConsumerProtocolSubscription said =
                new ConsumerProtocolSubscription().setTopics(List.of(topic)).setGenerationId(generation);
        byTopic(owned)
                .forEach((name, numbers) -> said.ownedPartitions()
                        .add(new ConsumerProtocolSubscription.TopicPartition()
                                .setTopic(name)
                                .setPartitions(numbers)));
        return MessageUtil.toVersionPrefixedBytes((short) 3, said);
    }

    private void joined() {
        JoinGroupResponseData answer = joining.get();
        joining = null;
        last = Errors.forCode(answer.errorCode());
        if (last == Errors.MEMBER_ID_REQUIRED) {
            memberId = answer.memberId();
            join();
        } else if (last != Errors.NONE) {
            refused();
        } else {
            memberId = answer.memberId();
            generation = answer.generationId();
            sync(answer);
        }
    }

    private void sync(JoinGroupResponseData joined) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(World.GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setProtocolType(joined.protocolType())
                .setProtocolName(joined.protocolName())
                .setGenerationId(generation);
        if (joined.leader().equals(memberId)) {
            request.setAssignments(shares(joined));
        }
        syncing = new Answer<>();
        world.groups.sync(request, (short) 5, world.nowMs, world.wallMs(), syncing);
        if (syncing.isThere()) {
            synced();
        }
    }

    /** In turns; what somebody else says to have still is given to nobody, so that all may be cooperative. */
    private List<SyncGroupRequestAssignment> shares(JoinGroupResponseData joined) {
        Map<String, SortedSet<String>> shares = new TreeMap<>();
        Map<String, String> owners = new TreeMap<>();
        joined.members().forEach(member -> {
            shares.put(member.memberId(), new TreeSet<>());
            ByteBuffer in = ByteBuffer.wrap(member.metadata());
            new ConsumerProtocolSubscription(new ByteBufferAccessor(in), in.getShort())
                    .ownedPartitions()
                    .forEach(each -> each.partitions()
                            .forEach(number -> owners.put(each.topic() + "-" + number, member.memberId())));
        });
        List<String> members = List.copyOf(shares.keySet());
        int size = world.catalog.topics().get(topic).partitionCount();
        for (int number = 0; number < size; number++) {
            String partition = topic + "-" + number;
            String to = members.get(number % members.size());
            if (to.equals(owners.getOrDefault(partition, to))) {
                shares.get(to).add(partition);
            }
        }
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        shares.forEach((member, share) -> {
            ConsumerProtocolAssignment assignment = new ConsumerProtocolAssignment();
            byTopic(share)
                    .forEach((name, numbers) -> assignment
                            .assignedPartitions()
                            .add(new ConsumerProtocolAssignment.TopicPartition()
                                    .setTopic(name)
                                    .setPartitions(numbers)));
            if (userData.length > 0) {
                assignment.setUserData(ByteBuffer.wrap(userData));
            }
            assignments.add(new SyncGroupRequestAssignment()
                    .setMemberId(member)
                    .setAssignment(MessageUtil.toVersionPrefixedBytes((short) 3, assignment)));
        });
        return assignments;
    }

    private void synced() {
        SyncGroupResponseData answer = syncing.get();
        syncing = null;
        last = Errors.forCode(answer.errorCode());
        if (last != Errors.NONE) {
            refused();
            return;
        }
        SortedSet<String> assigned = new TreeSet<>();
        ByteBuffer in = ByteBuffer.wrap(answer.assignment());
        new ConsumerProtocolAssignment(new ByteBufferAccessor(in), in.getShort())
                .assignedPartitions()
                .forEach(each -> each.partitions().forEach(number -> assigned.add(each.topic() + "-" + number)));
        mustJoin = !eager && !assigned.containsAll(owned);
        owned.clear();
        owned.addAll(assigned);
    }

    private void beat() {
        Answer<Errors> answer = new Answer<>();
        world.groups.heartbeat(
                new HeartbeatRequestData()
                        .setGroupId(World.GROUP)
                        .setMemberId(memberId)
                        .setGroupInstanceId(instanceId)
                        .setGenerationId(generation),
                world.nowMs,
                response -> answer.accept(Errors.forCode(response.errorCode())));
        last = answer.get();
        if (last != Errors.NONE) {
            refused();
        }
    }

    private void refused() {
        mustJoin = true;
        if (last == Errors.REBALANCE_IN_PROGRESS) {
            return;
        }
        owned.clear();
        generation = -1;
        if (last == Errors.UNKNOWN_MEMBER_ID) {
            memberId = "";
        }
    }

    Errors leave() {
        var answer = world.leave(new MemberIdentity().setMemberId(memberId).setGroupInstanceId(instanceId));
        owned.clear();
        return Errors.forCode(
                answer.members().isEmpty()
                        ? answer.errorCode()
                        : answer.members().get(0).errorCode());
    }

    Errors commit(int partition, long offset) {
        return world.commit(World.GROUP, memberId, instanceId, generation, topic, partition, offset, "");
    }

    private static Map<String, List<Integer>> byTopic(SortedSet<String> partitions) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (String each : partitions) {
            int dash = each.lastIndexOf('-');
            byTopic.computeIfAbsent(each.substring(0, dash), topic -> new ArrayList<>())
                    .add(Integer.valueOf(each.substring(dash + 1)));
        }
        return byTopic;
    }
}
