package io.millrace.platform.pages;

import io.millrace.platform.pages.view.Observed;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.TopologyDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/** The jobs that run in this process, as far as they are to be seen on the page. <i>Any thread.</i> */
public final class Topologies {
    private static final String POSITIONS = "stream-partition-metrics";

    private final List<Job> jobs = new CopyOnWriteArrayList<>();

    /**
     * A running job. <i>Immutable.</i>
     *
     * @param name what people call it
     * @param applicationId its group, and the beginning of its own topics' names
     * @param description its steps
     * @param state its state by name, asked anew for each look
     * @param metrics its figures, asked anew for each look
     */
    public record Job(
            String name,
            String applicationId,
            TopologyDescription description,
            Supplier<String> state,
            Supplier<Map<MetricName, ? extends Metric>> metrics) {}

    /** Shows this instance until the answer is run. Replaces an older instance of the same name. */
    public Runnable show(String name, String applicationId, TopologyDescription description, KafkaStreams instance) {
        return show(
                new Job(name, applicationId, description, () -> instance.state().name(), () -> instance.metrics()));
    }

    /** Shows this job until the answer is run. Replaces an older one of the same name. */
    public Runnable show(Job job) {
        jobs.removeIf(old -> old.name().equals(job.name()));
        jobs.add(job);
        return () -> jobs.remove(job);
    }

    /** What is shown now. */
    public List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /** How they are now. */
    List<Observed.Job> observe() {
        return jobs.stream().map(Topologies::observe).toList();
    }

    private static Observed.Job observe(Job job) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        job.metrics().get().forEach((name, metric) -> {
            if (name.group().equals(POSITIONS) && metric.metricValue() instanceof Number position) {
                String topic = name.tags().getOrDefault("topic", "");
                int partition = Integer.parseInt(name.tags().getOrDefault("partition", "0"));
                positions.merge(new TopicPartition(topic, partition), position.longValue(), Math::max);
            }
        });
        return new Observed.Job(
                job.name(), job.applicationId(), job.state().get(), job.description(), Map.copyOf(positions));
    }
}
