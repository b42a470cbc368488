package io.millrace.embedded.contract.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What members of a group promise by either protocol, whoever wrote them, on any log. */
@Timeout(120)
abstract class GroupContract extends ConsumerFixture {
    /** So that a node asks members of consumer groups for a sign of life as often as the others give it. */
    static final Map<String, String> LIVELY = Map.of(
            "group.consumer.heartbeat.interval.ms", "100",
            "group.consumer.min.heartbeat.interval.ms", "100");

    @ParameterizedTest
    @EnumSource
    void aGroupGoesOnWhereItCommitted(GroupProtocol protocol) {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 100);
        Consumer<String, String> first = member(protocol, Map.of("max.poll.records", 10, "enable.auto.commit", false));
        first.subscribe(List.of(topic));
        List<ConsumerRecord<String, String>> taken = take(first, 10);
        assertThat(taken).hasSize(10);
        first.commitSync();
        assertThat(first.committed(Set.of(of(0))).get(of(0)).offset()).isEqualTo(10);
        take(first, 10);
        first.commitSync(Map.of(of(0), new OffsetAndMetadata(15, "half")));
        close(first);

        Consumer<String, String> second = member(protocol, Map.of());
        second.subscribe(List.of(topic));

        assertThat(take(second, 85).get(0).offset()).isEqualTo(15);
        OffsetAndMetadata before = second.committed(Set.of(of(0))).get(of(0));
        assertThat(before.metadata()).isEqualTo("half");
        close(second);
        Consumer<String, String> third = member(protocol, Map.of());
        assertThat(third.committed(Set.of(of(0))).get(of(0)).offset())
                .as("closing commits what was given out")
                .isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void positionsAreCommittedByThemselvesNowAndAgain(GroupProtocol protocol) {
        written.topic(topic, 1);
        written.records(topic, 0, 0, 5);
        Consumer<String, String> consumer = member(protocol, Map.of("auto.commit.interval.ms", 50));
        consumer.subscribe(List.of(topic));
        take(consumer, 5);

        until(() -> {
            consumer.poll(SHORT);
            OffsetAndMetadata committed = consumer.committed(Set.of(of(0))).get(of(0));
            return committed != null && committed.offset() == 5;
        });

        assertThat(consumer.groupMetadata().groupId()).isEqualTo(group);
        assertThat(consumer.groupMetadata().generationId()).isPositive();
        assertThat(consumer.groupMetadata().memberId()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void membersShareATopicAndTakeOverFromThoseThatLeave(GroupProtocol protocol) {
        written.topic(topic, 4);
        Told toldFirst = new Told();
        Consumer<String, String> first = member(protocol, Map.of());
        first.subscribe(List.of(topic), toldFirst);
        until(() -> polled(first).assignment().size() == 4);
        Told toldSecond = new Told();
        Consumer<String, String> second = member(protocol, Map.of());
        second.subscribe(List.of(topic), toldSecond);

        until(() -> polled(first).assignment().size() == 2
                & polled(second).assignment().size() == 2);

        Set<TopicPartition> all = new HashSet<>(first.assignment());
        all.addAll(second.assignment());
        assertThat(all).hasSize(4);
        boolean eager = protocol == GroupProtocol.CLASSIC;
        assertThat(toldFirst.moved()).startsWith("+4", eager ? "-4" : "-2");
        assertThat(toldSecond.taken()).isEqualTo(2);

        close(second);
        assertThat(toldSecond.events).endsWith("-2");
        until(() -> polled(first).assignment().size() == 4);
    }

    /** KIP-848: its programs are replaced one by one by such that speak the other protocol, and back. */
    @ParameterizedTest
    @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
    void aGroupChangesItsProtocolWhileItWorks(Class<?> assignor) {
        written.topic(topic, 4);
        Map<String, Object> classic = Map.of("partition.assignment.strategy", assignor.getName());
        Map<TopicPartition, Set<Long>> taken = new HashMap<>();
        List<Consumer<String, String>> members = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            members.add(member(GroupProtocol.CLASSIC, classic));
            members.get(i).subscribe(List.of(topic));
        }
        int records = 0;
        for (GroupProtocol next :
                List.of(GroupProtocol.CONSUMER, GroupProtocol.CONSUMER, GroupProtocol.CLASSIC, GroupProtocol.CLASSIC)) {
            works(members, taken, records += 50);
            Consumer<String, String> newcomer = member(next, next == GroupProtocol.CLASSIC ? classic : Map.of());
            newcomer.subscribe(List.of(topic));
            members.add(newcomer);
            works(members, taken, records += 50);
            close(members.remove(0));
        }
        works(members, taken, records += 50);
    }

    /** The members share all partitions, and take what is written meanwhile up to that many records a partition. */
    private void works(List<Consumer<String, String>> members, Map<TopicPartition, Set<Long>> taken, int records) {
        for (int partition = 0; partition < 4; partition++) {
            written.records(topic, partition, records - 50, records);
        }
        until(() -> {
            int assigned = 0;
            boolean allWork = true;
            for (Consumer<String, String> member : members) {
                member.poll(SHORT)
                        .forEach(record -> taken.computeIfAbsent(
                                        new TopicPartition(record.topic(), record.partition()), at -> new HashSet<>())
                                .add(record.offset()));
                assigned += member.assignment().size();
                allWork &= !member.assignment().isEmpty();
            }
            return allWork
                    && assigned == 4
                    && taken.size() == 4
                    && taken.values().stream().allMatch(offsets -> offsets.size() == records);
        });
    }

    @Test
    void cooperativeMembersKeepWhatStaysTheirs() {
        written.topic(topic, 4);
        Map<String, Object> cooperative =
                Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        Told toldFirst = new Told();
        Consumer<String, String> first = member(GroupProtocol.CLASSIC, cooperative);
        first.subscribe(List.of(topic), toldFirst);
        until(() -> polled(first).assignment().size() == 4);
        Consumer<String, String> second = member(GroupProtocol.CLASSIC, cooperative);
        second.subscribe(List.of(topic));

        until(() -> polled(first).assignment().size() == 2
                & polled(second).assignment().size() == 2);

        assertThat(toldFirst.revoked).hasSize(2).doesNotContainAnyElementsOf(first.assignment());
        assertThat(second.assignment()).containsExactlyInAnyOrderElementsOf(toldFirst.revoked);
    }

    @ParameterizedTest
    @EnumSource
    void aStaticMemberReturnsWithoutARebalance(GroupProtocol protocol) {
        written.topic(topic, 2);
        Consumer<String, String> first = member(protocol, Map.of("group.instance.id", "one"));
        first.subscribe(List.of(topic));
        Told told = new Told();
        Consumer<String, String> second = member(protocol, Map.of("group.instance.id", "two"));
        second.subscribe(List.of(topic), told);
        until(() -> polled(first).assignment().size() == 1
                & polled(second).assignment().size() == 1);
        Set<TopicPartition> had = first.assignment();
        int before = told.events.size();
        close(first);

        Consumer<String, String> again = member(protocol, Map.of("group.instance.id", "one"));
        again.subscribe(List.of(topic));
        until(() -> polled(again).assignment().size() == 1
                & polled(second).assignment().size() == 1);

        assertThat(again.assignment()).isEqualTo(had);
        assertThat(told.events).hasSize(before);
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotPollLosesItsPartitionsAndMayReturn(GroupProtocol protocol) {
        written.topic(topic, 2);
        Told told = new Told();
        Consumer<String, String> slow =
                member(protocol, Map.of("max.poll.interval.ms", 500, "enable.auto.commit", false));
        slow.subscribe(List.of(topic), told);
        until(() -> polled(slow).assignment().size() == 2);
        Consumer<String, String> other = member(protocol, Map.of());
        other.subscribe(List.of(topic));
        until(() -> polled(other).assignment().size() == 2);

        until(() -> polled(slow).assignment().size() == 1
                & polled(other).assignment().size() == 1);

        assertThat(told.lost).as("not revoked, but lost").containsExactlyInAnyOrder(of(0), of(1));
    }

    @ParameterizedTest
    @EnumSource
    void aPatternFindsTopicsThatComeLater(GroupProtocol protocol) {
        written.topic(topic + "-a", 1);
        Consumer<String, String> consumer = member(protocol, Map.of("metadata.max.age.ms", 300));
        consumer.subscribe(Pattern.compile(Pattern.quote(topic) + "-.*"));
        until(() -> polled(consumer).assignment().size() == 1);
        written.topic(topic + "-b", 2);
        until(() -> polled(consumer).assignment().size() == 3);

        assertThat(consumer.subscription()).containsExactlyInAnyOrder(topic + "-a", topic + "-b");
        consumer.unsubscribe();
        assertThat(consumer.assignment()).isEmpty();
        assertThat(consumer.subscription()).isEmpty();
    }

    @Test
    void anExpressionIsMatchedByTheNodeAndFindsTopicsThatComeLater() {
        written.topic(topic + "-a", 1);
        Consumer<String, String> consumer = member(GroupProtocol.CONSUMER, Map.of("metadata.max.age.ms", 300));
        consumer.subscribe(new SubscriptionPattern(topic + "-.*"));
        until(() -> polled(consumer).assignment().size() == 1);
        written.topic(topic + "-b", 2);
        written.topic("other-" + topic, 2);
        until(() -> polled(consumer).assignment().size() == 3);

        assertThat(consumer.assignment()).contains(new TopicPartition(topic + "-b", 1));
        Consumer<String, String> classic = member(GroupProtocol.CLASSIC, Map.of());
        assertThatThrownBy(() -> classic.subscribe(new SubscriptionPattern(topic + "-.*")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void membersCommitWhileTheirEpochMovesAndGoOnReading() {
        written.topic(topic, 4);
        Told told = new Told();
        Consumer<String, String> first =
                member(GroupProtocol.CONSUMER, Map.of("enable.auto.commit", false, "group.remote.assignor", "range"));
        first.subscribe(List.of(topic), told);
        until(() -> polled(first).assignment().size() == 4);
        for (int p = 0; p < 4; p++) {
            written.records(topic, p, 0, 500);
        }
        Consumer<String, String> second =
                member(GroupProtocol.CONSUMER, Map.of("enable.auto.commit", false, "max.poll.records", 100));
        second.subscribe(List.of(topic));
        int[] count = {0};
        int epoch = first.groupMetadata().generationId();

        until(() -> {
            count[0] += first.poll(SHORT).count();
            first.commitSync();
            count[0] += second.poll(SHORT).count();
            second.commitSync();
            return count[0] >= 2_000 && second.assignment().size() == 2;
        });

        assertThat(first.groupMetadata().generationId()).isGreaterThan(epoch);
        assertThat(count[0]).as("what was committed is not read again").isEqualTo(2_000);
        assertThat(told.revoked).hasSize(2);
        assertThat(first.assignment())
                .as("range")
                .containsExactlyInAnyOrder(
                        first.assignment().contains(of(0))
                                ? new TopicPartition[] {of(0), of(1)}
                                : new TopicPartition[] {of(2), of(3)});
    }

    @Test
    void anAssignorThatNobodyKnowsIsRefused() {
        written.topic(topic, 1);
        Consumer<String, String> consumer = member(GroupProtocol.CONSUMER, Map.of("group.remote.assignor", "nobody's"));
        consumer.subscribe(List.of(topic));

        assertThatThrownBy(() -> until(() -> polled(consumer) == null))
                .isInstanceOf(UnsupportedAssignorException.class);
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        written.topic(topic, 2);
        Consumer<String, String> first = member(GroupProtocol.CONSUMER, Map.of("group.instance.id", "one"));
        first.subscribe(List.of(topic));
        until(() -> polled(first).assignment().size() == 2);
        Consumer<String, String> second = member(GroupProtocol.CONSUMER, Map.of("group.instance.id", "one"));
        second.subscribe(List.of(topic));

        assertThatThrownBy(() -> until(() -> polled(second) == null)).isInstanceOf(UnreleasedInstanceIdException.class);
        assertThat(polled(first).assignment()).hasSize(2);
    }

    private Consumer<String, String> member(GroupProtocol protocol, Map<String, Object> given) {
        Map<String, Object> configs = configs(given);
        configs.put("group.id", group);
        configs.put("group.protocol", protocol.name().toLowerCase(Locale.ROOT));
        if (protocol == GroupProtocol.CONSUMER) {
            // These are the node's to say.
            configs.remove("heartbeat.interval.ms");
            configs.remove("session.timeout.ms");
        } else {
            configs.put("session.timeout.ms", 6_000);
        }
        return opened(configs);
    }
}
