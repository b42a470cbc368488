package io.millrace.platform.pages;

import io.millrace.streams.KafkaStreams;
import io.millrace.streams.TopologyDescription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The jobs that run in this process, as far as they are to be seen on the page. <i>Any thread.</i> */
public final class Topologies {
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
}
