package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Turns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Clients of every kind work on a node that is killed (SIGKILL) again and again; at the end the whole history is held
 * against the log.
 */
final class Torture {
    static final int PARTITIONS = 3;
    static final String PLAIN = "torture-plain";
    static final String FIRST = "torture-first";
    static final String SECOND = "torture-second";
    static final String COPIES = "torture-copies";

    private static final List<String> TOPICS = List.of(PLAIN, FIRST, SECOND, COPIES);
    private static final String CLASSIC = "torture-classic";
    private static final String CONSUMER = "torture-consumer";
    private static final long SHORTEST_LIFE_MS = 100;
    private static final int LONGEST_LIFE_MS = 3_000;
    private static final long CALM_MS = 3_000;
    /** What reliability promises: a transaction ends within its timeout and ten seconds. */
    private static final long STABLE_WITHIN_MS = TransactionalProducer.TIMEOUT_MS + 10_000;

    private final Distribution distribution;
    private final Path directory;
    private final Ground ground;
    private final long seed;
    private final Consumer<String> progress;

    Torture(Distribution distribution, Path directory, Ground ground, long seed, Consumer<String> progress) {
        this.distribution = distribution;
        this.directory = directory;
        this.ground = ground;
        this.seed = seed;
        this.progress = progress;
    }

    /** Kills the node that often, and checks. */
    Verdict run(int kills) {
        Random random = new Random(seed);
        History history = new History();
        try (Victim victim = new Victim(distribution, directory, ground, List.of())) {
            Site site = new Site(victim.bootstrap(), history);
            createTopics(site);
            List<Worker> writers = writers(site, random);
            List<Worker> readers = readers(site, random);
            writers.forEach(Worker::start);
            readers.forEach(Worker::start);
            for (int kill = 1; kill <= kills; kill++) {
                Turns.pause(SHORTEST_LIFE_MS + random.nextInt(LONGEST_LIFE_MS));
                victim.kill();
                victim.restart();
                progress.accept("kill " + kill + " of " + kills + ": back after "
                        + Math.round(victim.restartMs().get(kill - 1)) + " ms");
            }
            // Nothing stands in the way any more: what waits must come through.
            Turns.pause(CALM_MS);
            end(writers);
            FinalRead last = new FinalRead(site, TOPICS);
            last.awaitStable(STABLE_WITHIN_MS);
            Turns.pause(CALM_MS);
            end(readers);
            last.awaitStable(STABLE_WITHIN_MS);
            LogView log = last.read(List.of(CLASSIC, CONSUMER, Copier.GROUP));
            List<String> anomalies = new Checker(history, log)
                    .groupSawAll(CLASSIC)
                    .groupSawAll(CONSUMER)
                    .copiedOnce(Copier.GROUP, FIRST, COPIES)
                    .check();
            return Verdict.of(seed, kills, history, log, victim.restartMs(), anomalies);
        }
    }

    private static List<Worker> writers(Site site, Random random) {
        List<Worker> workers = new ArrayList<>();
        workers.add(new PlainProducer("once", site, random.nextLong(), false));
        for (int i = 0; i < 2; i++) {
            workers.add(new PlainProducer("idempotent-" + i, site, random.nextLong(), true));
            workers.add(new TransactionalProducer("transactional-" + i, site, random.nextLong()));
        }
        return workers;
    }

    private static List<Worker> readers(Site site, Random random) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            workers.add(new GroupMember("classic-" + i, site, random.nextLong(), CLASSIC, false));
            workers.add(new GroupMember("consumer-" + i, site, random.nextLong(), CONSUMER, true));
            workers.add(new Copier("copier-" + i, site, random.nextLong()));
        }
        return workers;
    }

    /** All are told before the first is waited for. */
    private static void end(List<Worker> workers) {
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }

    private static void createTopics(Site site) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", site.bootstrap()))) {
            admin.createTopics(TOPICS.stream()
                            .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create the topics: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
