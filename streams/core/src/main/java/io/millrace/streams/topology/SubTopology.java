package io.millrace.streams.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The nodes and stores that one task runs: connected by records or by a shared store. *Immutable.* */
public record SubTopology(int id, List<Node> nodes, List<StoreSpec> stores) {
    /** Copies the lists; parents stand before their children. */
    public SubTopology {
        nodes = List.copyOf(nodes);
        stores = List.copyOf(stores);
    }

    /** The nodes that read topics. */
    public List<Node> sources() {
        return of(Node.Kind.SOURCE);
    }

    /** The nodes that write to topics. */
    public List<Node> sinks() {
        return of(Node.Kind.SINK);
    }

    /** The user's topics that it reads. */
    public List<String> sourceTopics() {
        return topics(false);
    }

    /** The repartition topics that it reads, without the application's id. */
    public List<String> repartitionSourceTopics() {
        return topics(true);
    }

    /** The repartition topics that it writes to, without the application's id. */
    public List<String> repartitionSinkTopics() {
        List<String> topics = new ArrayList<>();
        for (Node node : nodes) {
            if (node.spec() instanceof Spec.Sink sink && sink.repartition() && sink.topic() != null) {
                topics.add(sink.topic());
            }
        }
        return topics;
    }

    private List<Node> of(Node.Kind kind) {
        return nodes.stream().filter(node -> node.kind() == kind).toList();
    }

    private List<String> topics(boolean repartition) {
        return nodes.stream()
                .flatMap(node -> node.spec() instanceof Spec.Source source && source.repartition() == repartition
                        ? source.topics().stream()
                        : Stream.empty())
                .toList();
    }
}
