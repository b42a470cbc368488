package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.replay.FakeLog;
import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.GroupValue;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/** A coordinator with a log, timers and a clock that the test turns; requests are short, answers are held. */
final class World {
    static final String GROUP = "g";
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;

    final FakeLog<GroupRecord> log = new FakeLog<>();
    final Clockwork clockwork = new Clockwork();
    final GroupCoordinator groups;
    CatalogImage catalog = CatalogImage.EMPTY;
    long nowMs = 1_000;
    private int ids;

    World() {
        this(GroupLimits.DEFAULT);
    }

    World(GroupLimits limits) {
        groups = new GroupCoordinator(
                limits, clockwork, () -> String.valueOf(++ids), log, () -> catalog, id -> Map.of());
        log.onCommit(groups::committed);
        groups.loaded(nowMs, wallMs());
    }

    long wallMs() {
        return 1_700_000_000_000L + nowMs;
    }

    /** Timers on the world's time. */
    final class Clockwork implements Timers {
        final Map<TimerKey, Long> due = new LinkedHashMap<>();

        /** All but the one that runs for ever. */
        Map<TimerKey, Long> ofGroups() {
            Map<TimerKey, Long> some = new LinkedHashMap<>(due);
            some.keySet().removeIf(key -> key.kind() == TimerKey.Kind.EXPIRY);
            return some;
        }

        @Override
        public void schedule(TimerKey key, long delayMs) {
            due.remove(key);
            due.put(key, nowMs + delayMs);
        }

        @Override
        public void cancel(TimerKey key) {
            due.remove(key);
        }

        @Override
        public void cancelAll() {
            due.clear();
        }
    }

    /** Time passes; what falls due on the way happens at its time. */
    void pass(long ms) {
        long until = nowMs + ms;
        while (true) {
            var next = clockwork.due.entrySet().stream().min(Comparator.comparingLong(Map.Entry::getValue));
            if (next.isEmpty() || next.get().getValue() > until) {
                break;
            }
            nowMs = Math.max(nowMs, next.get().getValue());
            clockwork.due.remove(next.get().getKey());
            groups.fire(next.get().getKey(), nowMs, wallMs());
        }
        nowMs = until;
    }

    /** The node stops and starts: all that was soft is gone, the log is read again. */
    void restart() {
        groups.resign();
        log.loseUncommitted();
        groups.load();
        List<GroupRecord> records = log.records();
        for (int i = 0; i < records.size(); i++) {
            groups.replay(i, records.get(i));
        }
        groups.loaded(nowMs, wallMs());
    }

    /** An answer that may not be there yet. */
    static final class Answer<A> implements Consumer<A> {
        private final AtomicReference<A> value = new AtomicReference<>();

        @Override
        public void accept(A answer) {
            assertThat(value.getAndSet(answer)).as("answered once").isNull();
        }

        boolean isThere() {
            return value.get() != null;
        }

        A get() {
            assertThat(value.get()).as("the answer").isNotNull();
            return value.get();
        }
    }

    /** One client program: it remembers what the coordinator told it. */
    final class Client {
        final String name;
        String group = GROUP;
        String type = "consumer";
        String instanceId;
        short joinVersion = 9;
        int sessionMs = SESSION_MS;
        int rebalanceMs = REBALANCE_MS;
        Map<String, String> protocols = new LinkedHashMap<>(Map.of("range", "range of " + this));
        String memberId = "";
        int generation = -1;

        Client(String name) {
            this.name = name;
            protocols.put("range", "topics of " + name);
        }

        Client of(String instance) {
            instanceId = instance;
            return this;
        }

        Client knowing(String... names) {
            protocols.clear();
            List.of(names).forEach(each -> protocols.put(each, "topics of " + name));
            return this;
        }

        /** Sends a join; takes the id when one is given, and asks again with it. */
        Answer<JoinGroupResponseData> join() {
            Answer<JoinGroupResponseData> first = joinOnce();
            if (first.isThere() && first.get().errorCode() == Errors.MEMBER_ID_REQUIRED.code()) {
                memberId = first.get().memberId();
                return joinOnce();
            }
            return first;
        }

        Answer<JoinGroupResponseData> joinOnce() {
            JoinGroupRequestData request = new JoinGroupRequestData()
                    .setGroupId(group)
                    .setMemberId(memberId)
                    .setGroupInstanceId(instanceId)
                    .setProtocolType(type)
                    .setSessionTimeoutMs(sessionMs)
                    .setRebalanceTimeoutMs(rebalanceMs);
            protocols.forEach((protocol, text) -> request.protocols()
                    .add(new JoinGroupRequestProtocol().setName(protocol).setMetadata(bytes(text))));
            Answer<JoinGroupResponseData> answer = new Answer<>();
            groups.join(request, joinVersion, new GroupClient(name, "/127.0.0.1"), nowMs, wallMs(), response -> {
                if (response.errorCode() == Errors.NONE.code()) {
                    memberId = response.memberId();
                    generation = response.generationId();
                }
                answer.accept(response);
            });
            return answer;
        }

        /** Syncs with an assignment for each of the clients, or none when it does not lead. */
        Answer<SyncGroupResponseData> sync(Client... assigned) {
            SyncGroupRequestData request = new SyncGroupRequestData()
                    .setGroupId(group)
                    .setMemberId(memberId)
                    .setGroupInstanceId(instanceId)
                    .setGenerationId(generation);
            for (Client each : assigned) {
                request.assignments()
                        .add(new SyncGroupRequestAssignment()
                                .setMemberId(each.memberId)
                                .setAssignment(bytes("work of " + each.name)));
            }
            return sync(request, (short) 4);
        }

        Answer<SyncGroupResponseData> sync(SyncGroupRequestData request, short version) {
            Answer<SyncGroupResponseData> answer = new Answer<>();
            groups.sync(request, version, nowMs, wallMs(), answer);
            return answer;
        }

        Errors heartbeat() {
            Answer<Errors> answer = new Answer<>();
            groups.heartbeat(
                    new HeartbeatRequestData()
                            .setGroupId(group)
                            .setMemberId(memberId)
                            .setGroupInstanceId(instanceId)
                            .setGenerationId(generation),
                    nowMs,
                    response -> answer.accept(Errors.forCode(response.errorCode())));
            return answer.get();
        }

        Errors leave() {
            LeaveGroupResponseData answer =
                    World.this.leave(new MemberIdentity().setMemberId(memberId).setGroupInstanceId(instanceId));
            return Errors.forCode(
                    answer.members().isEmpty()
                            ? answer.errorCode()
                            : answer.members().get(0).errorCode());
        }

        Errors commit(String topic, int partition, long offset) {
            return World.this.commit(group, memberId, instanceId, generation, topic, partition, offset, "");
        }
    }

    Client client(String name) {
        return new Client(name);
    }

    /** Clients in a stable generation; the first leads. */
    void settle(Client... clients) {
        List<Answer<JoinGroupResponseData>> joins = new ArrayList<>();
        for (Client each : clients) {
            joins.add(each.join());
        }
        for (int i = 0; i < clients.length; i++) {
            if (clients[i].generation != clients[clients.length - 1].generation) {
                joins.set(i, clients[i].join());
            }
        }
        joins.forEach(join -> assertThat(error(join.get().errorCode())).isEqualTo(Errors.NONE));
        Client leader = clients[0];
        for (Client each : clients) {
            if (joins.get(0).get().leader().equals(each.memberId)) {
                leader = each;
            }
        }
        leader.sync(clients);
        for (Client each : clients) {
            if (each != leader) {
                assertThat(error(each.sync().get().errorCode())).isEqualTo(Errors.NONE);
            }
        }
        assertThat(state()).isEqualTo("Stable");
    }

    LeaveGroupResponseData leave(MemberIdentity... who) {
        Answer<LeaveGroupResponseData> answer = new Answer<>();
        groups.leave(
                new LeaveGroupRequestData().setGroupId(GROUP).setMembers(List.of(who)),
                (short) 5,
                nowMs,
                wallMs(),
                answer);
        return answer.get();
    }

    Errors commit(
            String group,
            String memberId,
            String instanceId,
            int generation,
            String topic,
            int partition,
            long offset,
            String metadata) {
        Answer<Errors> answer = new Answer<>();
        OffsetCommitRequestPartition committed = new OffsetCommitRequestPartition()
                .setPartitionIndex(partition)
                .setCommittedOffset(offset)
                .setCommittedMetadata(metadata);
        groups.commitOffsets(
                new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setGroupInstanceId(instanceId)
                        .setGenerationIdOrMemberEpoch(generation)
                        .setTopics(List.of(
                                new OffsetCommitRequestTopic().setName(topic).setPartitions(List.of(committed)))),
                (short) 8,
                nowMs,
                wallMs(),
                response -> answer.accept(Errors.forCode(
                        response.topics().get(0).partitions().get(0).errorCode())));
        return answer.get();
    }

    Errors commitFromOutside(String topic, long offset) {
        return commit(GROUP, "", null, -1, topic, 0, offset, "");
    }

    long offset(String topic, int partition) {
        Answer<Long> answer = new Answer<>();
        groups.fetchOffsets(
                new OffsetFetchRequestGroup()
                        .setGroupId(GROUP)
                        .setTopics(List.of(
                                new OffsetFetchRequestTopics().setName(topic).setPartitionIndexes(List.of(partition)))),
                false,
                response -> answer.accept(
                        response.topics().get(0).partitions().get(0).committedOffset()));
        return answer.get();
    }

    DescribedGroup describe() {
        Answer<List<DescribedGroup>> answer = new Answer<>();
        groups.describe(List.of(GROUP), (short) 6, answer);
        return answer.get().get(0);
    }

    String state() {
        return describe().groupState();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static Errors error(short code) {
        return Errors.forCode(code);
    }

    /** A record in words, to compare: arrays by what is in them. */
    static String text(GroupRecord record) {
        if (record instanceof GroupMetadata metadata) {
            return metadata.group() + " is " + text(metadata.value());
        }
        return ((OffsetCommit) record).toString();
    }

    static String text(GroupValue value) {
        if (value == null) {
            return "gone";
        }
        StringBuilder text = new StringBuilder()
                .append(value.protocolType())
                .append(' ')
                .append(value.generation())
                .append(' ')
                .append(value.protocol())
                .append(" led by ")
                .append(value.leader());
        for (var member : value.members()) {
            text.append(" [")
                    .append(member.memberId())
                    .append(' ')
                    .append(member.groupInstanceId())
                    .append(' ')
                    .append(member.rebalanceTimeoutMs())
                    .append(' ')
                    .append(member.sessionTimeoutMs())
                    .append(' ')
                    .append(text(member.subscription()))
                    .append(" -> ")
                    .append(text(member.assignment()))
                    .append(']');
        }
        return text.toString();
    }
}
