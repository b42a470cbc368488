package io.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.samples.KafkaStreamsSamples;
import io.millrace.streams.samples.SampleTopologies;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.internals.InternalTopologyBuilder;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What each sub-topology reads and writes, and the internal topics, are those of Kafka Streams. */
class InternalTopicsEqualKafkaStreamsTest {
    private static final String APPLICATION = "app-";

    // In memory, since RocksDB is not on the class path; what is kept is the same.
    private static final StreamsConfig CONFIG = new StreamsConfig(Map.of(
            "application.id", "app",
            "bootstrap.servers", "none:1",
            "state.dir", "target/none",
            "dsl.store.suppliers.class", BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class));

    @TestFactory
    Stream<DynamicTest> readsAndWritesWhatKafkaStreamsDoes() throws Exception {
        Map<String, Consumer<org.apache.kafka.streams.StreamsBuilder>> model = KafkaStreamsSamples.all();
        return SampleTopologies.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    var theirs = new org.apache.kafka.streams.StreamsBuilder(new TopologyConfig(CONFIG));
                    model.get(sample.getKey()).accept(theirs);
                    var ours = new StreamsBuilder();
                    sample.getValue().accept(ours);

                    assertThat(topics(ours.build().built())).isEqualTo(topics(theirs.build()));
                }));
    }

    private static Map<Integer, String> topics(BuiltTopology topology) {
        Map<String, OptionalInt> partitions = new TreeMap<>();
        topology.repartitionTopics().forEach(topic -> partitions.put(topic.name(), topic.partitions()));
        Map<Integer, String> text = new TreeMap<>();
        for (SubTopology sub : topology.subTopologies()) {
            Collection<String> sinks = new TreeSet<>();
            for (Node node : sub.sinks()) {
                Spec.Sink sink = (Spec.Sink) node.spec();
                if (sink.topic() != null) {
                    sinks.add((sink.repartition() ? APPLICATION : "") + sink.topic());
                }
            }
            Map<String, OptionalInt> repartition = new TreeMap<>();
            sub.repartitionSourceTopics().forEach(topic -> repartition.put(APPLICATION + topic, partitions.get(topic)));
            Collection<String> sources = new TreeSet<>(sub.sourceTopics());
            sources.addAll(repartition.keySet());
            Map<String, Map<String, String>> changelogs = new TreeMap<>();
            sub.stores().stream()
                    .filter(StoreSpec::logging)
                    .forEach(store ->
                            changelogs.put(APPLICATION + store.changelog(), new TreeMap<>(store.changelogConfig())));
            text.put(sub.id(), text(sources, sinks, repartition, changelogs, retentions(sub)));
        }
        return text;
    }

    private static Map<String, String> retentions(SubTopology sub) {
        Map<String, String> retentions = new TreeMap<>();
        sub.stores().stream()
                .filter(store -> store.logging() && store.kind() == StoreSpec.Kind.WINDOW)
                .forEach(store -> retentions.put(APPLICATION + store.changelog(), String.valueOf(store.retentionMs())));
        return retentions;
    }

    private static Map<Integer, String> topics(Topology topology) throws ReflectiveOperationException {
        Field field = Topology.class.getDeclaredField("internalTopologyBuilder");
        field.setAccessible(true);
        InternalTopologyBuilder builder = (InternalTopologyBuilder) field.get(topology);
        builder.rewriteTopology(CONFIG);
        builder.buildTopology();
        Map<Integer, String> text = new TreeMap<>();
        for (var entry : builder.subtopologyToTopicsInfo().entrySet()) {
            Map<String, OptionalInt> repartition = new TreeMap<>();
            entry.getValue()
                    .repartitionSourceTopics
                    .forEach((name, config) -> repartition.put(
                            name,
                            config.hasEnforcedNumberOfPartitions()
                                    ? OptionalInt.of(config.numberOfPartitions().orElseThrow())
                                    : OptionalInt.empty()));
            Map<String, Map<String, String>> changelogs = new TreeMap<>();
            Map<String, String> retentions = new TreeMap<>();
            for (var changelog : entry.getValue().stateChangelogTopics.entrySet()) {
                Map<String, String> config = new TreeMap<>(changelog.getValue().properties(Map.of(), 0));
                config.remove("cleanup.policy");
                config.remove("message.timestamp.type");
                String retention = config.remove("retention.ms");
                if (retention != null) {
                    retentions.put(changelog.getKey(), retention);
                }
                changelogs.put(changelog.getKey(), config);
            }
            text.put(
                    id(entry.getKey()),
                    text(
                            new TreeSet<>(entry.getValue().sourceTopics),
                            new TreeSet<>(entry.getValue().sinkTopics),
                            repartition,
                            changelogs,
                            retentions));
        }
        return text;
    }

    private static int id(Object subtopology) throws ReflectiveOperationException {
        Field id = subtopology.getClass().getDeclaredField("nodeGroupId");
        id.setAccessible(true);
        return id.getInt(subtopology);
    }

    private static String text(Object sources, Object sinks, Object repartition, Object changelogs, Object retentions) {
        return "reads %s, writes %s, repartitions %s, logs %s, keeps %s"
                .formatted(sources, sinks, repartition, changelogs, retentions);
    }
}
