package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.examples.flights.FlightsJob;
import io.millrace.peers.ApacheKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The flights job on brokers of Apache Kafka 4.4.0, in processes of their own. */
@Tag("full")
@Timeout(240)
class DemoOnApacheKafkaTest {
    private static final Path DATA = Path.of("data");
    /** So many replays that the job runs for seconds. */
    private static final int TIMES_WITH_A_KILL = 25;
    /** A commit covers more the longer the one before took, so that on a slow machine few of them make the whole job. */
    private static final long KILL_WHEN_COMMITTED = 20_000L * TIMES_WITH_A_KILL / 10;

    @BeforeAll
    static void needApacheKafka() {
        assumeTrue(
                ApacheKafka.isResolved(),
                "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
    }

    @Test
    void theTableOfOneBrokerIsThatOfTheLogInThisProcess(@TempDir Path directory) throws Exception {
        try (ApacheKafka kafka = ApacheKafka.start(directory.resolve("kafka"), 1, List.of("-Xmx512m"), Map.of())) {
            DemoRun.Result first =
                    run(directory.resolve("demo"), kafka.bootstrapServers(), 1, new ByteArrayOutputStream());
            EveryRow.equals(first, PlainLoops.over(DATA, 1));

            DemoRun.Result embedded = DemoRun.once(DemoPlan.embedded(DATA, directory.resolve("own"), 1), quiet());
            assertThat(first.table().rows()).isEqualTo(embedded.table().rows());

            ByteArrayOutputStream said = new ByteArrayOutputStream();
            DemoRun.Result second = run(directory.resolve("demo"), kafka.bootstrapServers(), 1, said);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("job: finished before");
            assertThat(second.table().rows()).isEqualTo(first.table().rows());
        }
    }

    /** The broker that is killed. */
    enum Victim {
        LEADER_OF_INPUT(cluster -> leader(cluster, FlightsJob.FLIGHTS, 0)),
        COORDINATOR_OF_THE_GROUP(
                cluster -> leader(cluster, "__consumer_offsets", (JobRun.APPLICATION.hashCode() & 0x7fffffff) % 4));

        private final ToIntFunction<Cluster> node;

        Victim(ToIntFunction<Cluster> node) {
            this.node = node;
        }

        private static int leader(Cluster cluster, String topic, int partition) {
            return cluster.topics(List.of(topic))
                    .get(topic)
                    .partitions()
                    .get(partition)
                    .leaderId();
        }
    }

    @ParameterizedTest
    @EnumSource(Victim.class)
    void noRowChangesWhenOneOfThreeBrokersIsKilledInTheMiddle(Victim victim, @TempDir Path directory) throws Exception {
        Map<String, String> settings = Map.of("broker.session.timeout.ms", "6000");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (ApacheKafka kafka = ApacheKafka.start(directory, 3, List.of("-Xmx400m"), settings);
                Cluster cluster = new Cluster(kafka.bootstrapServers())) {
            awaitNodes(cluster, 3);
            CompletableFuture<DemoRun.Result> job = CompletableFuture.supplyAsync(
                    () -> run(directory.resolve("demo"), kafka.bootstrapServers(), TIMES_WITH_A_KILL, said));
            awaitCommitted(cluster, KILL_WHEN_COMMITTED, job);
            int node = victim.node.applyAsInt(cluster);

            kafka.kill(node);

            assertThat(job).as("the job when broker %d was gone", node).isNotDone();
            EveryRow.equals(job.get(200, TimeUnit.SECONDS), PlainLoops.over(DATA, TIMES_WITH_A_KILL));
            assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("was not finished");
        }
    }

    /** A broker takes connections a moment before it takes partitions. */
    private static void awaitNodes(Cluster cluster, int nodes) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        cluster.topics(List.of(FlightsJob.FLIGHTS));
        while (cluster.session().client().metadata().nodes().size() < nodes) {
            assertThat(System.nanoTime()).as("waiting for the brokers").isLessThan(deadline);
            cluster.session().loop().turn(50);
            cluster.topics(List.of(FlightsJob.FLIGHTS));
        }
    }

    private static void awaitCommitted(Cluster cluster, long records, CompletableFuture<?> job) {
        while (committed(cluster) < records) {
            assertThat(job).as("the job before a broker is killed").isNotDone();
            cluster.session().loop().turn(20);
        }
    }

    private static long committed(Cluster cluster) {
        return cluster.committed(JobRun.APPLICATION, FlightsJob.FLIGHTS).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static DemoRun.Result run(Path data, String servers, int times, ByteArrayOutputStream said) {
        try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            return DemoRun.once(DemoPlan.on(servers, DATA, data, times), err);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static PrintStream quiet() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
