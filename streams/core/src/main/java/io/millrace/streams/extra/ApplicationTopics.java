package io.millrace.streams.extra;

import io.millrace.streams.Topology;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.Set;
import java.util.TreeSet;

/**
 * The topics of an application by their full names. <i>Immutable.</i>
 *
 * @param input the user's topics that it reads
 * @param repartition its own topics that it writes and reads
 * @param changelogs its own topics that keep its state
 */
record ApplicationTopics(Set<String> input, Set<String> repartition, Set<String> changelogs) {
    static ApplicationTopics of(Topology topology, String applicationId) {
        Set<String> input = new TreeSet<>();
        Set<String> repartition = new TreeSet<>();
        Set<String> changelogs = new TreeSet<>();
        for (SubTopology sub : topology.built().subTopologies()) {
            input.addAll(sub.sourceTopics());
            sub.repartitionSourceTopics().forEach(name -> repartition.add(applicationId + "-" + name));
            for (StoreSpec store : sub.stores()) {
                if (store.logging()) {
                    changelogs.add(applicationId + "-" + store.changelog());
                }
            }
        }
        return new ApplicationTopics(input, repartition, changelogs);
    }

    /** All that it reads and commits positions of. */
    Set<String> sources() {
        Set<String> all = new TreeSet<>(input);
        all.addAll(repartition);
        return all;
    }

    /** All that it made for itself. */
    Set<String> internal() {
        Set<String> all = new TreeSet<>(repartition);
        all.addAll(changelogs);
        return all;
    }
}
