package io.millrace.embedded.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.Appender;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our client promises on any log: ours in this process, ours over TCP, Apache Kafka. */
abstract class LogClientContract extends LogClientFixture {
    @Test
    void everyPartitionGivesItsRecordsBackInOrder() {
        create(topic, 4);
        Appender appender = client.appender(append(Map.of("linger.ms", "1")));
        Map<Integer, List<String>> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            String value = "value " + i + "x".repeat(i % 97);
            put(appender, topic, i * 7 % 4, "key " + i, value);
            expected.computeIfAbsent(i * 7 % 4, p -> new ArrayList<>()).add("key " + i + "=" + value);
        }
        flush(appender);

        Map<Integer, List<String>> found = read(topic, 4, 20_000);

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void keysValuesAndHeadersSurviveAndSoDoNulls() {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of()));
        Header[] headers = {
            new RecordHeader("a", new byte[] {1, 2}),
            new RecordHeader("", new byte[0]),
            new RecordHeader("n", (byte[]) null)
        };
        appender.append(topic, 0, 111, new byte[] {1}, new byte[] {2, 3}, headers, null);
        appender.append(topic, 0, 112, null, new byte[0], null, null);
        appender.append(topic, 0, 113, new byte[0], null, null, null);
        flush(appender);

        List<String> seen = new ArrayList<>();
        readAll(topic, 1, 3, (fetched, walk) -> {
            List<String> names = new ArrayList<>();
            walk.record()
                    .forEachHeader(
                            (keyPosition, keySize, valuePosition, valueSize) -> names.add(keySize + ":" + valueSize));
            seen.add(walk.record().timestamp() + " " + walk.record().keySize() + " "
                    + walk.record().valueSize() + " " + names);
        });

        assertThat(seen).containsExactly("111 1 2 [1:2, 0:0, 1:-1]", "112 -1 0 []", "113 0 -1 []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void compressedBatchesAreReadBack(String compression) {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of("compression.type", compression)));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            put(appender, topic, 0, "k" + i, "the same words again and again " + i);
            expected.add("k" + i + "=the same words again and again " + i);
        }
        flush(appender);

        assertThat(read(topic, 1, 500).get(0)).isEqualTo(expected);
    }

    @Test
    void recordsArriveOnceAndInOrderThoughConnectionsAreCut() {
        create(topic, 2);
        try (Transport<Request, Response> direct = transport()) {
            CuttingTransport cutting = new CuttingTransport(direct, Rng.seeded(11), 6);
            LogClient cut = LogClient.open(ClientConfig.to(bootstrap()), loop, cutting, Rng.seeded(12));
            Appender appender = cut.appender(append(Map.of("linger.ms", "0", "batch.size", "300")));
            Map<Integer, List<String>> expected = new TreeMap<>();
            for (int i = 0; i < 600; i++) {
                put(appender, topic, i % 2, "k", "v" + i);
                expected.computeIfAbsent(i % 2, p -> new ArrayList<>()).add("k=v" + i);
                if (i % 20 == 0) {
                    loop.turn(1);
                }
            }
            flush(appender);
            cut.close();

            assertThat(cutting.cuts()).isGreaterThan(3);
            assertThat(read(topic, 2, 600)).isEqualTo(expected);
            assertThat(offsets(topic, 2, Admin.LATEST)).containsExactly(300L, 300L);
        }
    }

    @Test
    void aRecordOfNearlyAMebibyteArrivesWhole() {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of()));
        String large = "0123456789abcdef".repeat(60_000);
        put(appender, topic, 0, "k", "small");
        put(appender, topic, 0, "k", large);
        put(appender, topic, 0, "k", "small again");
        flush(appender);
        Fetcher fetcher = client.fetcher(
                FetchConfig.from(settings(Map.of("max.partition.fetch.bytes", "1000", "fetch.max.bytes", "1000"))));
        fetcher.add(new TopicPartition(topic, 0), 0);

        List<String> values = new ArrayList<>();
        RecordWalk walk = new RecordWalk();
        until(() -> {
            for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
                for (walk.over(fetched); walk.next(); ) {
                    values.add(new String(walk.record().value(), StandardCharsets.UTF_8));
                }
                fetched.close();
            }
            return values.size() == 3;
        });

        assertThat(values).containsExactly("small", large, "small again");
    }

    @Test
    void aFetchThatWaitsIsAnsweredAsSoonAsARecordIsThere() {
        create(topic, 2);
        Fetcher fetcher = client.fetcher(FetchConfig.from(settings(Map.of("fetch.max.wait.ms", "20000"))));
        fetcher.add(new TopicPartition(topic, 0), 0);
        fetcher.add(new TopicPartition(topic, 1), 0);
        until(() -> client.metadata().known(topic) != null);
        pass(100);
        Appender appender = client.appender(append(Map.of("linger.ms", "0")));

        for (int round = 0; round < 5; round++) {
            long began = System.nanoTime();
            put(appender, topic, round % 2, "k", "v" + round);
            until(() -> {
                Fetched fetched = fetcher.poll();
                if (fetched != null) {
                    fetched.close();
                }
                return fetched != null;
            });
            assertThat((System.nanoTime() - began) / 1_000_000)
                    .as("round %d", round)
                    .isLessThan(5_000);
        }
    }

    @Test
    void positionsAreFoundByTimeAndAtBothEnds() {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of("linger.ms", "0", "batch.size", "0")));
        for (int i = 0; i < 5; i++) {
            appender.append(topic, 0, 1_000 + i * 10, null, new byte[] {(byte) i}, null, null);
        }
        flush(appender);

        assertThat(offsets(topic, 1, Admin.EARLIEST)).containsExactly(0L);
        assertThat(offsets(topic, 1, Admin.LATEST)).containsExactly(5L);
        assertThat(offsets(topic, 1, 1_011)).containsExactly(2L);
        assertThat(offsets(topic, 1, 5_000)).containsExactly(-1L);
        assertThat(offsets(topic, 1, Admin.MAX_TIMESTAMP)).containsExactly(4L);
        LogClient hasty = LogClient.open(
                ClientConfig.from(settings(Map.of("bootstrap.servers", bootstrap(), "default.api.timeout.ms", "500"))),
                loop);
        clients.add(hasty);
        assertThatThrownBy(() -> offsets(hasty, topic + "-not", 1, Admin.LATEST))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void aPositionOutsideTheLogIsToldToTheCaller() {
        create(topic, 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        Fetcher fetcher = client.fetcher(FetchConfig.defaults());
        List<Long> told = new ArrayList<>();
        fetcher.onOutOfRange((where, position) -> {
            told.add(position);
            fetcher.seek(where, 0);
        });
        fetcher.add(partition, 99);
        until(() -> !told.isEmpty());
        Appender appender = client.appender(append(Map.of()));
        put(appender, topic, 0, "k", "v");

        until(() -> {
            Fetched fetched = fetcher.poll();
            return fetched != null && fetched.nextOffset() == 1;
        });
        assertThat(told).containsExactly(99L);
    }

    @Test
    void aSeekReadsAgainFromTheMiddleOfABatch() {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of()));
        for (int i = 0; i < 10; i++) {
            put(appender, topic, 0, "k", "v" + i);
        }
        flush(appender);
        Fetcher fetcher = client.fetcher(FetchConfig.defaults());
        fetcher.add(new TopicPartition(topic, 0), 7);

        List<Long> offsets = new ArrayList<>();
        RecordWalk walk = new RecordWalk();
        until(() -> {
            Fetched fetched = fetcher.poll();
            if (fetched == null) {
                return false;
            }
            for (walk.over(fetched); walk.next(); ) {
                offsets.add(walk.record().offset());
            }
            fetched.close();
            return true;
        });

        assertThat(offsets).containsExactly(7L, 8L, 9L);
    }

    @Test
    void appendingToATopicThatIsMissingMakesIt() {
        Appender appender = client.appender(append(Map.of("linger.ms", "0")));
        put(appender, topic, 0, "k", "v");
        flush(appender);

        Map<String, TopicInfo> described =
                Await.value(loop, PATIENCE_MS, answer -> client.admin().describeTopics(List.of(topic), answer));
        assertThat(described).containsKey(topic);
        assertThat(offsets(topic, 1, Admin.LATEST)).containsExactly(1L);
    }

    @Test
    void topicsAreMadeDescribedAndDeleted() {
        create(topic, 3);
        Admin.Outcomes again = Await.value(
                loop, PATIENCE_MS, answer -> client.admin().createTopics(List.of(new NewTopic(topic, 3)), answer));
        assertThat(again.failures().get(topic)).isInstanceOf(TopicExistsException.class);
        String compacted = topic + "-c";
        Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<Admin.Outcomes> answer) -> client.admin()
                                .createTopics(
                                        List.of(new NewTopic(compacted, 1, Map.of("cleanup.policy", "compact"))),
                                        answer))
                .orThrow();
        // A broker of Apache Kafka may hear of it after the controller's answer; this waits until one has.
        offsets(compacted, 1, Admin.LATEST);

        Map<String, Map<String, String>> configs =
                Await.value(loop, PATIENCE_MS, answer -> client.admin().describeConfigs(List.of(compacted), answer));
        assertThat(configs.get(compacted)).containsEntry("cleanup.policy", "compact");
        TopicInfo info = Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<Map<String, TopicInfo>> answer) ->
                                client.admin().describeTopics(List.of(topic), answer))
                .get(topic);
        assertThat(info.partitionCount()).isEqualTo(3);

        Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<Admin.Outcomes> answer) ->
                                client.admin().deleteTopics(List.of(topic), answer))
                .orThrow();
        until(() -> !Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<List<TopicInfo>> answer) ->
                                client.admin().listTopics(answer))
                .stream()
                .map(TopicInfo::name)
                .toList()
                .contains(topic));
    }

    @Test
    void twoMembersShareThePartitionsAndOneTakesOverWhenTheOtherLeaves() {
        create(topic, 4);
        Owner first = member("g-" + topic);
        until(() -> first.owned.size() == 4);
        Owner second = member("g-" + topic);
        until(() -> first.owned.size() == 2 && second.owned.size() == 2);
        Set<TopicPartition> all = new HashSet<>(first.owned);
        all.addAll(second.owned);
        assertThat(all).hasSize(4);

        Await.done(loop, PATIENCE_MS, first.member::leave);

        until(() -> second.owned.size() == 4);
        assertThat(first.revocations).as("asked before the second came in").isEqualTo(1);
    }

    @Test
    void whatAMemberCommitsItsSuccessorFinds() {
        create(topic, 2);
        String group = "g-" + topic;
        Owner first = member(group);
        until(() -> first.owned.size() == 2);
        TopicPartition zero = new TopicPartition(topic, 0);
        TopicPartition one = new TopicPartition(topic, 1);

        Await.done(loop, PATIENCE_MS, done -> first.member.commit(Map.of(zero, new Offset(42, 3, "note")), done));
        Admin.Outcomes refused =
                Await.value(loop, PATIENCE_MS, answer -> client.admin().deleteGroups(List.of(group), answer));
        assertThat(refused.failures().get(group)).isInstanceOf(GroupNotEmptyException.class);
        Await.done(loop, PATIENCE_MS, first.member::leave);
        Owner second = member(group);
        until(() -> second.owned.size() == 2);

        Map<TopicPartition, Offset> committed =
                Await.value(loop, PATIENCE_MS, answer -> second.member.committed(List.of(zero, one), answer));
        assertThat(committed).isEqualTo(Map.of(zero, new Offset(42, 3, "note")));
        Await.done(loop, PATIENCE_MS, second.member::leave);
        Await.done(loop, PATIENCE_MS, done -> client.admin().alterGroupOffsets(group, Map.of(one, Offset.of(7)), done));
        Map<TopicPartition, Offset> all =
                Await.value(loop, PATIENCE_MS, answer -> client.admin().groupOffsets(group, answer));
        assertThat(all).containsOnlyKeys(zero, one);
        Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<Admin.Outcomes> answer) ->
                                client.admin().deleteGroups(List.of(group), answer))
                .orThrow();
    }

    @Test
    void aStaticMemberThatReturnsKeepsItsPartitionsWithoutARebalance() {
        create(topic, 2);
        String group = "g-" + topic;
        Owner first = member(group, "one");
        Owner second = member(group, "two");
        until(() -> first.owned.size() == 1 && second.owned.size() == 1);
        int revocations = second.revocations;
        Set<TopicPartition> had = Set.copyOf(first.owned);

        first.member.close();
        Owner back = member(group, "one");
        until(() -> back.owned.size() == 1);

        assertThat(back.owned).isEqualTo(had);
        assertThat(second.revocations).isEqualTo(revocations);
    }

    @Test
    void anUnacknowledgedAppenderStillDelivers() {
        create(topic, 1);
        Appender appender = client.appender(append(Map.of("acks", "0")));
        for (int i = 0; i < 100; i++) {
            put(appender, topic, 0, "k", "v" + i);
        }
        flush(appender);

        until(() -> offsets(topic, 1, Admin.LATEST).get(0) == 100);
        assertThat(read(topic, 1, 100).get(0)).hasSize(100);
    }
}
