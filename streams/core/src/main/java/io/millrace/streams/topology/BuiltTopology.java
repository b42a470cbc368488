package io.millrace.streams.topology;

import io.millrace.streams.TopologyDescription;
import java.util.List;

/**
 * A whole topology, ready to run. Repartition topics are listed in {@code repartitionTopics}; changelogs follow from
 * the stores. *Immutable.*
 */
public record BuiltTopology(
        List<SubTopology> subTopologies, List<GlobalStoreSpec> globals, List<InternalTopic> repartitionTopics) {
    /** Copies the lists. */
    public BuiltTopology {
        subTopologies = List.copyOf(subTopologies);
        globals = List.copyOf(globals);
        repartitionTopics = List.copyOf(repartitionTopics);
    }

    /** What it looks like. */
    public TopologyDescription describe() {
        return Description.of(this);
    }
}
