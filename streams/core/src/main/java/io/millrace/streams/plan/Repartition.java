package io.millrace.streams.plan;

import io.millrace.streams.processor.StreamPartitioner;
import io.millrace.streams.topology.InternalTopic;
import io.millrace.streams.topology.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A way through a topic of the job's own: out by a sink, in again by a source, in another sub-topology. *Immutable.* */
record Repartition<K, V>(
        @Nullable Serde<K> keySerde,
        @Nullable Serde<V> valueSerde,
        @Nullable StreamPartitioner<K, V> partitioner,
        OptionalInt partitions) {
    private static final String SUFFIX = "-repartition";
    private static final Pattern NUMBERED = Pattern.compile("KSTREAM.*-[0-9]{10}");

    /** Adds the steps below the parent; the answer is the source. The numbers are drawn in this order, used or not. */
    Step add(Graph graph, Step parent, String prefix) {
        Names names = Names.draw(graph, prefix);
        // Kafka Streams has a filter here that lets everything pass; it stays for the sake of the names.
        Step filter = graph.add(names.filter, new Spec.Pass(), parent);
        Serde<Object> keys = Erased.ofNullable(keySerde);
        Serde<Object> values = Erased.ofNullable(valueSerde);
        Step sink = graph.add(
                names.sink,
                new Spec.Sink(names.topic, true, null, keys, values, Erased.ofNullable(partitioner)),
                filter);
        Spec.Source source = new Spec.Source(List.of(names.topic), true, keys, values, null, Optional.empty());
        graph.addRepartitionTopic(new InternalTopic(names.topic, partitions, Map.of()));
        return graph.add(Step.repartitioned(names.source, source, sink));
    }

    /** What the steps are called. */
    record Names(String topic, String sink, String filter, String source) {
        static Names draw(Graph graph, String prefix) {
            String topic = prefix.endsWith(SUFFIX) ? prefix : prefix + SUFFIX;
            String sink = graph.newName("KSTREAM-SINK-");
            String filter = graph.newName("KSTREAM-FILTER-");
            String source = graph.newName("KSTREAM-SOURCE-");
            return NUMBERED.matcher(prefix).matches()
                    ? new Names(topic, sink, filter, source)
                    : new Names(topic, topic + "-sink", topic + "-filter", topic + "-source");
        }
    }
}
