package io.millrace.platform.pages.view;

import io.millrace.platform.pages.view.Snapshot.Connector;
import io.millrace.platform.pages.view.Snapshot.Edge;
import io.millrace.platform.pages.view.Snapshot.Job;
import io.millrace.platform.pages.view.Snapshot.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what was observed what is shown: who reads and writes which topic, how fast, and how far behind.
 * <i>Loop-owned:</i> it remembers what it saw before.
 */
public final class Pipeline {
    /** Ends of topics and positions of tasks are of this moment. */
    private static final long LIVE_WINDOW_MS = 4_000;
    /** Commits come seconds apart. */
    private static final long COMMITTED_WINDOW_MS = 20_000;

    private final Rates rates = new Rates();

    /** What to show. */
    public Snapshot of(Observed seen) {
        rates.sweep(seen.atMs());
        return new Look(seen).snapshot();
    }

    /** Of a sum: known when a part of it is. */
    private static @Nullable Double plus(@Nullable Double sum, @Nullable Double more) {
        return more == null ? sum : sum == null ? more : Double.valueOf(sum + more);
    }

    /** One look. */
    private final class Look {
        private final Observed seen;
        private final Map<String, @Nullable Double> arrives = new HashMap<>();
        private final Map<String, Integer> writers = new HashMap<>();
        private final List<Edge> edges = new ArrayList<>();

        Look(Observed seen) {
            this.seen = seen;
        }

        Snapshot snapshot() {
            List<Topic> topics = new ArrayList<>();
            seen.topics().forEach((name, partitions) -> topics.add(topic(name, partitions)));
            Map<String, Steps> steps = new LinkedHashMap<>();
            for (Observed.Job job : seen.jobs()) {
                Steps its = new Steps(job, seen.topics().keySet());
                steps.put(job.name(), its);
                its.writes().forEach(this::countWriter);
            }
            for (Observed.Connector connector : seen.connectors()) {
                writtenBy(connector).forEach(this::countWriter);
            }
            List<Connector> connectors = new ArrayList<>();
            seen.connectors().forEach(connector -> connectors.add(connector(connector)));
            connectors.sort(Comparator.comparing(
                            (Connector connector) -> !connector.state().equals("FAILED"))
                    .thenComparing(Connector::name));
            List<Job> jobs = new ArrayList<>();
            for (Observed.Job job : seen.jobs()) {
                Steps its = steps.get(job.name());
                if (its != null) {
                    jobs.add(job(job, its));
                }
            }
            return new Snapshot(
                    seen.atMs(),
                    seen.log(),
                    seen.registry(),
                    seen.connect(),
                    topics,
                    seen.moreTopics(),
                    connectors,
                    jobs,
                    edges);
        }

        private void countWriter(String topic) {
            writers.merge(topic, 1, Integer::sum);
        }

        private Topic topic(String name, int partitions) {
            long records = 0;
            Double rate = null;
            for (int p = 0; p < partitions; p++) {
                TopicPartition partition = new TopicPartition(name, p);
                Long end = seen.ends().get(partition);
                if (end == null) {
                    continue;
                }
                records += end - Math.min(end, seen.starts().getOrDefault(partition, 0L));
                rate = plus(rate, rates.grow("end " + partition, end, seen.atMs(), LIVE_WINDOW_MS));
            }
            arrives.put(name, rate);
            return new Topic(name, Names.internal(name), partitions, records, rate);
        }

        private Connector connector(Observed.Connector connector) {
            String id = "c:" + connector.name();
            Double rate = null;
            Long lag = null;
            for (String topic : connector.topics()) {
                if (!connector.sink()) {
                    rate = plus(rate, writes(id, topic));
                    continue;
                }
                Reading reading = reading("connect-" + connector.name(), topic, Map.of());
                edges.add(new Edge("t:" + topic, id, reading.rate, reading.lag, Names.internal(topic)));
                rate = plus(rate, reading.rate);
                lag = (lag == null ? 0 : lag) + reading.lag;
            }
            if (connector.sink() && connector.deadLetters() != null) {
                writes(id, connector.deadLetters());
            }
            return new Connector(
                    connector.name(),
                    connector.sink(),
                    connector.className().substring(connector.className().lastIndexOf('.') + 1),
                    worst(connector),
                    firstError(connector),
                    connector.tasks(),
                    lag,
                    rate);
        }

        private Set<String> writtenBy(Observed.Connector connector) {
            if (!connector.sink()) {
                return Set.copyOf(connector.topics());
            }
            return connector.deadLetters() == null ? Set.of() : Set.of(connector.deadLetters());
        }

        private Job job(Observed.Job job, Steps steps) {
            String id = "j:" + job.name();
            long lag = 0;
            Double rate = null;
            for (String topic : steps.reads()) {
                Reading reading = reading(job.applicationId(), topic, job.positions());
                edges.add(new Edge("t:" + topic, id, reading.rate, reading.lag, Names.internal(topic)));
                lag += reading.lag;
                // What goes round through a topic of its own is no more input.
                rate = Names.internal(topic) ? rate : plus(rate, reading.rate);
            }
            for (String topic : steps.loads()) {
                edges.add(new Edge("t:" + topic, id, null, null, Names.internal(topic)));
            }
            steps.writes().forEach(topic -> writes(id, topic));
            return new Job(job.name(), job.applicationId(), job.state(), lag, rate, steps.parts());
        }

        /** What arrives in a topic is its writer's doing when there is one only. */
        private @Nullable Double writes(String writer, String topic) {
            Double rate = writers.getOrDefault(topic, 0) == 1 ? arrives.get(topic) : null;
            edges.add(new Edge(writer, "t:" + topic, rate, null, Names.internal(topic)));
            return rate;
        }

        private Reading reading(String group, String topic, Map<TopicPartition, Long> positions) {
            Map<TopicPartition, Long> committed = seen.groups().getOrDefault(group, Map.of());
            Reading reading = new Reading();
            int partitions = seen.topics().getOrDefault(topic, 0);
            for (int p = 0; p < partitions; p++) {
                TopicPartition partition = new TopicPartition(topic, p);
                Long live = positions.get(partition);
                Long at = live != null ? live : committed.get(partition);
                long end = seen.ends().getOrDefault(partition, 0L);
                long from = at == null ? Math.min(end, seen.starts().getOrDefault(partition, 0L)) : at;
                reading.lag += Math.max(0, end - from);
                if (at != null) {
                    String counter = (live != null ? "live " : "committed ") + group + " " + partition;
                    long window = live != null ? LIVE_WINDOW_MS : COMMITTED_WINDOW_MS;
                    reading.rate = plus(reading.rate, rates.grow(counter, at, seen.atMs(), window));
                }
            }
            return reading;
        }
    }

    private static final class Reading {
        private @Nullable Double rate;
        private long lag;
    }

    private static String worst(Observed.Connector connector) {
        boolean failed =
                connector.tasks().stream().anyMatch(task -> task.state().equals("FAILED"));
        return failed ? "FAILED" : connector.state();
    }

    private static @Nullable String firstError(Observed.Connector connector) {
        if (connector.error() != null) {
            return connector.error();
        }
        for (Observed.Task task : connector.tasks()) {
            if (task.error() != null) {
                return "task " + task.id() + ": " + task.error();
            }
        }
        return null;
    }
}
