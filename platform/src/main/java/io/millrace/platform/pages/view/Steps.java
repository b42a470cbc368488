package io.millrace.platform.pages.view;

import io.millrace.platform.pages.view.Snapshot.JobPart;
import io.millrace.platform.pages.view.Snapshot.Step;
import io.millrace.streams.TopologyDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A job's description as the page draws it, with its own topics under their full names. <i>Immutable.</i> */
final class Steps {
    private final List<JobPart> parts = new ArrayList<>();
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> loads = new LinkedHashSet<>();
    private final Set<String> writes = new LinkedHashSet<>();

    Steps(Observed.Job job, Set<String> topics) {
        for (TopologyDescription.Subtopology sub : job.description().subtopologies()) {
            List<Step> steps = sub.nodes().stream()
                    .map(node -> step(node, job.applicationId(), topics))
                    .toList();
            parts.add(new JobPart(sub.id(), false, steps));
            collect(steps, reads);
        }
        for (TopologyDescription.GlobalStore global : job.description().globalStores()) {
            List<Step> steps = Stream.of(global.source(), global.processor())
                    .map(node -> step(node, job.applicationId(), topics))
                    .toList();
            parts.add(new JobPart(global.id(), true, steps));
            collect(steps, loads);
        }
        String own = job.applicationId() + "-";
        topics.stream()
                .filter(topic -> topic.startsWith(own) && topic.endsWith("-changelog"))
                .forEach(writes::add);
    }

    List<JobPart> parts() {
        return parts;
    }

    /** Topics whose partitions its tasks read. */
    Set<String> reads() {
        return reads;
    }

    /** Topics that every instance reads whole. */
    Set<String> loads() {
        return loads;
    }

    Set<String> writes() {
        return writes;
    }

    private void collect(List<Step> steps, Set<String> into) {
        for (Step step : steps) {
            switch (step.kind()) {
                case "source" -> into.addAll(step.topics());
                case "sink" -> writes.addAll(step.topics());
                default -> {}
            }
        }
    }

    private static Step step(TopologyDescription.Node node, String application, Set<String> known) {
        List<String> next =
                node.successors().stream().map(TopologyDescription.Node::name).toList();
        if (node instanceof TopologyDescription.Source source) {
            List<String> topics = source.topicSet().stream()
                    .map(topic -> Names.ofJob(application, topic, known))
                    .toList();
            return new Step(node.name(), "source", topics, List.of(), next);
        }
        if (node instanceof TopologyDescription.Sink sink) {
            String topic = sink.topic();
            List<String> topics = topic == null ? List.of() : List.of(Names.ofJob(application, topic, known));
            return new Step(node.name(), "sink", topics, List.of(), next);
        }
        List<String> stores =
                node instanceof TopologyDescription.Processor processor ? List.copyOf(processor.stores()) : List.of();
        return new Step(node.name(), "step", List.of(), stores, next);
    }
}
