package io.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.WindowedSerdes;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.Node;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** What the engine is told: which serde is known where, what a store is, in which order children come. */
class PlanTest {
    private static final Serde<String> KEYS = Serdes.String();
    private static final Serde<String> VALUES = Serdes.String();

    private final StreamsBuilder builder = new StreamsBuilder();
    private final KStream<String, String> stream = builder.stream("in", Consumed.with(KEYS, VALUES));

    @Test
    void serdesStayWithWhatIsUnchanged() {
        stream.filter((key, value) -> true).to("both");
        stream.mapValues(value -> value).to("keys");
        stream.selectKey((key, value) -> value).to("values");
        stream.map((key, value) -> new io.millrace.streams.KeyValue<>(key, value))
                .to("none");
        stream.merge(stream.filterNot((key, value) -> true)).to("merged");

        assertThat(sink("both")).containsExactly(KEYS, VALUES);
        assertThat(sink("keys")).containsExactly(KEYS, null);
        assertThat(sink("values")).containsExactly(null, VALUES);
        assertThat(sink("none")).containsExactly(null, null);
        assertThat(sink("merged")).containsExactly(null, null);
    }

    @Test
    void serdesGivenAtTheSinkGoBeforeThoseKnown() {
        Serde<String> other = Serdes.String();
        stream.to("out", Produced.valueSerde(other));

        assertThat(sink("out")).containsExactly(KEYS, other);
    }

    @Test
    void aCountKeepsLongsUnderTheGroupsKeys() {
        stream.groupByKey().count(Materialized.as("counts")).toStream().to("out");

        StoreSpec store = store("counts");
        assertThat(store.keySerde()).isSameAs(KEYS);
        assertThat(store.valueSerde()).isInstanceOf(Serdes.LongSerde.class);
        assertThat(store.caching()).isTrue();
        assertThat(store.logging()).isTrue();
        assertThat(sink("out").get(0)).isSameAs(KEYS);
    }

    @Test
    void aReductionKeepsTheValuesSerdeAndAnAggregateDoesNot() {
        stream.groupByKey().reduce((left, right) -> left, Materialized.as("last"));
        stream.groupByKey().aggregate(() -> "", (key, value, all) -> all, Materialized.as("all"));

        assertThat(store("last").valueSerde()).isSameAs(VALUES);
        assertThat(store("all").valueSerde()).isNull();
    }

    @Test
    void givenSerdesOfAGroupingAreTheOnlyOnes() {
        stream.groupByKey(Grouped.keySerde(KEYS)).reduce((left, right) -> left, Materialized.as("last"));

        assertThat(store("last").valueSerde()).isNull();
    }

    @Test
    void windowedKeysHaveASerdeWhereTheKeysHaveOne() {
        TimeWindows windows = TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(5));
        stream.groupByKey()
                .windowedBy(windows)
                .count(Materialized.as("counts"))
                .toStream()
                .to("out");

        StoreSpec store = store("counts");
        assertThat(store.kind()).isEqualTo(StoreSpec.Kind.WINDOW);
        assertThat(store.windowSizeMs()).isEqualTo(10);
        assertThat(store.retentionMs()).isEqualTo(15);
        assertThat(store.keySerde()).isSameAs(KEYS);
        assertThat(sink("out").get(0)).isInstanceOf(WindowedSerdes.TimeWindowedSerde.class);
    }

    @Test
    void aStoreIsKeptAsItIsAskedFor() {
        stream.groupByKey()
                .count(Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("counts")
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of("segment.ms", "7")));

        assertThat(store("counts").caching()).isFalse();
        assertThat(store("counts").changelogConfig()).isEqualTo(Map.of("segment.ms", "7"));
    }

    @Test
    void aTableIsQueriedByTheNameGivenOnly() {
        assertThat(stream.groupByKey().count().queryableStoreName()).isNull();
        assertThat(stream.groupByKey().count(Materialized.as("counts")).queryableStoreName())
                .isEqualTo("counts");
        assertThat(builder.globalTable("names").queryableStoreName()).isNull();
        assertThat(builder.globalTable("other", Materialized.as("others")).queryableStoreName())
                .isEqualTo("others");
    }

    @Test
    void branchesAreTheSplitsChildrenInTheirOrder() {
        stream.split()
                .branch((key, value) -> false)
                .branch((key, value) -> true)
                .defaultBranch();

        Node split = node("KSTREAM-BRANCH-0000000001");
        Spec.Branch branch = (Spec.Branch) split.spec();
        assertThat(branch.predicates()).hasSize(2);
        assertThat(branch.predicates().get(1).test("k", "v")).isTrue();
        assertThat(branch.hasDefault()).isTrue();
        assertThat(split.children())
                .extracting(Node::name)
                .containsExactly(
                        "KSTREAM-BRANCH-00000000011", "KSTREAM-BRANCH-00000000012", "KSTREAM-BRANCH-00000000010");
    }

    @Test
    void mappersThatIgnoreTheKeySaySo() {
        stream.mapValues(value -> value);
        stream.mapValues((key, value) -> value);

        assertThat(((Spec.MapValues) node("KSTREAM-MAPVALUES-0000000001").spec()).readsKey())
                .isFalse();
        assertThat(((Spec.MapValues) node("KSTREAM-MAPVALUES-0000000002").spec()).readsKey())
                .isTrue();
    }

    @Test
    void countingIsKnownAsSuch() {
        stream.groupByKey().count();
        stream.groupByKey().aggregate(() -> 0L, (key, value, count) -> count + 1);

        assertThat(((Spec.Aggregate) node("KSTREAM-AGGREGATE-0000000002").spec()).isCount())
                .isTrue();
        assertThat(((Spec.Aggregate) node("KSTREAM-AGGREGATE-0000000004").spec()).isCount())
                .isFalse();
    }

    @Test
    void aTopologyBuiltEarlierDoesNotChange() {
        stream.to("out");
        BuiltTopology before = builder.build().built();
        stream.filter((key, value) -> true).to("more");

        assertThat(before.subTopologies().get(0).nodes()).hasSize(2);
        assertThat(builder.build().built().subTopologies().get(0).nodes()).hasSize(4);
    }

    private Node node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Node> nodes() {
        return builder.build().built().subTopologies().stream()
                .flatMap(sub -> sub.nodes().stream())
                .toList();
    }

    private List<Object> sink(String topic) {
        for (Node node : nodes()) {
            if (node.spec() instanceof Spec.Sink sink && topic.equals(sink.topic())) {
                return java.util.Arrays.asList(sink.keySerde(), sink.valueSerde());
            }
        }
        throw new AssertionError("no sink to " + topic);
    }

    private StoreSpec store(String name) {
        return builder.build().built().subTopologies().stream()
                .flatMap(sub -> sub.stores().stream())
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
