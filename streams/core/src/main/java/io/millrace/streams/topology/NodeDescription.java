package io.millrace.streams.topology;

import io.millrace.streams.TopologyDescription;
import io.millrace.streams.processor.TopicNameExtractor;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node of a description, with how many nodes lie on the ways below it. */
abstract class NodeDescription implements TopologyDescription.Node {
    /** The node with most below it first, then by name. */
    static final Comparator<TopologyDescription.Node> LARGEST_FIRST = Comparator.comparingInt(
                    (TopologyDescription.Node node) -> -((NodeDescription) node).size)
            .thenComparing(TopologyDescription.Node::name);

    private final String name;
    private final Set<TopologyDescription.Node> predecessors = new TreeSet<>(LARGEST_FIRST);
    private final Set<TopologyDescription.Node> successors = new TreeSet<>(LARGEST_FIRST);
    private int size = 1;

    private NodeDescription(String name) {
        this.name = name;
    }

    static NodeDescription of(Node node) {
        if (node.spec() instanceof Spec.Source source) {
            return new OfSource(node.name(), new LinkedHashSet<>(source.topics()));
        }
        if (node.spec() instanceof Spec.Sink sink) {
            return new OfSink(node.name(), sink.topic(), sink.topicNameExtractor());
        }
        return new OfProcessor(node.name(), new LinkedHashSet<>(node.stores()));
    }

    final void joinBelow(NodeDescription parent) {
        predecessors.add(parent);
        parent.successors.add(this);
        parent.grow(size);
    }

    private void grow(int by) {
        size += by;
        predecessors.forEach(node -> ((NodeDescription) node).grow(by));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<TopologyDescription.Node> predecessors() {
        return predecessors;
    }

    @Override
    public Set<TopologyDescription.Node> successors() {
        return successors;
    }

    final String below() {
        return "\n      --> " + names(successors);
    }

    final String above() {
        return "\n      <-- " + names(predecessors);
    }

    private static String names(Set<TopologyDescription.Node> nodes) {
        return nodes.isEmpty()
                ? "none"
                : nodes.stream().map(TopologyDescription.Node::name).collect(Collectors.joining(", "));
    }

    static final class OfSource extends NodeDescription implements TopologyDescription.Source {
        private final Set<String> topics;

        OfSource(String name, Set<String> topics) {
            super(name);
            this.topics = topics;
        }

        @Override
        public Set<String> topicSet() {
            return topics;
        }

        @Override
        public String toString() {
            return "Source: " + name() + " (topics: " + topics + ")" + below();
        }
    }

    static final class OfProcessor extends NodeDescription implements TopologyDescription.Processor {
        private final Set<String> stores;

        OfProcessor(String name, Set<String> stores) {
            super(name);
            this.stores = stores;
        }

        @Override
        public Set<String> stores() {
            return stores;
        }

        @Override
        public String toString() {
            return "Processor: " + name() + " (stores: " + stores + ")" + below() + above();
        }
    }

    static final class OfSink extends NodeDescription implements TopologyDescription.Sink {
        private final @Nullable String topic;
        private final @Nullable TopicNameExtractor<?, ?> extractor;

        OfSink(String name, @Nullable String topic, @Nullable TopicNameExtractor<?, ?> extractor) {
            super(name);
            this.topic = topic;
            this.extractor = extractor;
        }

        @Override
        public @Nullable String topic() {
            return topic;
        }

        @Override
        public @Nullable TopicNameExtractor<?, ?> topicNameExtractor() {
            return extractor;
        }

        @Override
        public String toString() {
            String where = topic == null ? "extractor class: " + extractor : "topic: " + topic;
            return "Sink: " + name() + " (" + where + ")" + above();
        }
    }
}
