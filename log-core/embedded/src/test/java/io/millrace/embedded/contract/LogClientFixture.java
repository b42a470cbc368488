package io.millrace.embedded.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.base.Transport;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.client.group.RangeAssignor;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of a log, turned by the test, and what tests do with it. */
abstract class LogClientFixture {
    static final long PATIENCE_MS = 30_000;

    final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    final List<LogClient> clients = new ArrayList<>();
    final String topic = "t-" + UUID.randomUUID();
    LogClient client;

    /** Where the log is. */
    abstract String bootstrap();

    /** A transport of the test's own to that log, closed by the test. */
    abstract Transport<Request, Response> transport();

    @BeforeEach
    void open() {
        client = newClient();
    }

    @AfterEach
    void close() {
        clients.forEach(LogClient::close);
        while (loop.turn(0) > 0) {
            // What is left to do on this loop.
        }
    }

    final LogClient newClient() {
        LogClient opened = LogClient.open(ClientConfig.to(bootstrap()), loop);
        clients.add(opened);
        return opened;
    }

    final Owner member(String group) {
        return member(group, "");
    }

    final Owner member(String group, String instanceId) {
        Owner owner = new Owner();
        Map<String, String> given =
                new HashMap<>(Map.of("group.id", group, "heartbeat.interval.ms", "50", "session.timeout.ms", "10000"));
        if (!instanceId.isEmpty()) {
            given.put("group.instance.id", instanceId);
        }
        LogClient own = newClient();
        owner.member =
                own.member(GroupConfig.from(settings(given)), new RangeAssignor(List.of(topic), own.metadata()), owner);
        owner.member.join();
        return owner;
    }

    /** A topic that forgets nothing, however old the records' timestamps are. */
    final void create(String name, int partitions) {
        Await.value(
                        loop,
                        PATIENCE_MS,
                        (io.millrace.client.call.Answer<Admin.Outcomes> answer) -> client.admin()
                                .createTopics(
                                        List.of(new NewTopic(name, partitions, Map.of("retention.ms", "-1"))), answer))
                .orThrow();
    }

    final void put(Appender appender, String to, int partition, String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        while (!appender.append(to, partition, System.currentTimeMillis(), k, v, null, null)) {
            loop.turn(10);
        }
    }

    final void flush(Appender appender) {
        Await.done(loop, PATIENCE_MS, appender::flush);
    }

    final List<Long> offsets(String name, int partitions, long spec) {
        return offsets(client, name, partitions, spec);
    }

    final List<Long> offsets(LogClient of, String name, int partitions, long spec) {
        Map<TopicPartition, Long> specs = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            specs.put(new TopicPartition(name, i), spec);
        }
        Map<TopicPartition, Admin.FoundOffset> found =
                Await.value(loop, PATIENCE_MS, answer -> of.admin().listOffsets(specs, answer));
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            offsets.add(found.get(new TopicPartition(name, i)).offset());
        }
        return offsets;
    }

    final Map<Integer, List<String>> read(String name, int partitions, int count) {
        Map<Integer, List<String>> found = new TreeMap<>();
        readAll(
                name,
                partitions,
                count,
                (fetched, walk) -> found.computeIfAbsent(fetched.partition().partition(), p -> new ArrayList<>())
                        .add(new String(walk.record().key(), StandardCharsets.UTF_8) + "="
                                + new String(walk.record().value(), StandardCharsets.UTF_8)));
        return found;
    }

    final void readAll(String name, int partitions, int count, Visitor visitor) {
        Fetcher fetcher = client.fetcher(FetchConfig.defaults());
        for (int i = 0; i < partitions; i++) {
            fetcher.add(new TopicPartition(name, i), 0);
        }
        RecordWalk walk = new RecordWalk();
        Map<TopicPartition, Long> next = new HashMap<>();
        int[] seen = {0};
        until(() -> {
            for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
                for (walk.over(fetched); walk.next(); ) {
                    long expected = next.getOrDefault(fetched.partition(), 0L);
                    assertThat(walk.record().offset()).isEqualTo(expected);
                    next.put(fetched.partition(), expected + 1);
                    visitor.visit(fetched, walk);
                    seen[0]++;
                }
                fetched.close();
            }
            assertThat(fetcher.failure()).isNull();
            return seen[0] >= count;
        });
        fetcher.close();
    }

    final void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in time").isLessThan(deadline);
            loop.turn(5);
        }
    }

    final void pass(long ms) {
        long end = System.nanoTime() + ms * 1_000_000;
        until(() -> System.nanoTime() - end > 0);
    }

    static AppendConfig append(Map<String, String> given) {
        return AppendConfig.from(settings(given));
    }

    static Settings settings(Map<String, String> given) {
        return Settings.of(given, ClientKeys.ALL);
    }

    interface Visitor {
        void visit(Fetched fetched, RecordWalk walk);
    }

    /** A member that takes what it gets and gives it up when asked. */
    static final class Owner implements MemberListener {
        final Set<TopicPartition> owned = new HashSet<>();
        GroupMember member;
        int revocations;

        @Override
        public void assigned(int generation, byte[] assignment) {
            owned.addAll(ConsumerProtocol.assignment(assignment).partitions());
        }

        @Override
        public void revoke(Runnable done) {
            revocations++;
            owned.clear();
            done.run();
        }

        @Override
        public void lost() {
            owned.clear();
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
