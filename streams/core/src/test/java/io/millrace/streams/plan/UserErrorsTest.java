package io.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.AutoOffsetReset;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.errors.TopologyException;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.BranchedKStream;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Predicate;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.ValueMapper;
import io.millrace.streams.state.WindowStore;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the author of a topology gets wrong is said where it is written, by name. */
class UserErrorsTest {
    private final StreamsBuilder builder = new StreamsBuilder();
    private final KStream<String, String> stream = builder.stream("in");

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\n"})
    void aNameThatNoTopicCouldHaveIsRefused(String name) {
        assertThatThrownBy(() -> Named.as(name))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("ame");
        assertThatThrownBy(() -> Materialized.as(name)).isInstanceOf(TopologyException.class);
        assertThatThrownBy(() -> Branched.as(name)).isInstanceOf(TopologyException.class);
        refused("", () -> stream.groupByKey(Grouped.as(name)));
        refused("", () -> builder.stream("other", Consumed.as(name)));
    }

    @Test
    void aNameThatIsTooLongIsRefusedWithItsLength() {
        refused("has 250", () -> Named.as("x".repeat(250)));
        assertThat(Named.as("x".repeat(249))).isNotNull();
    }

    @Test
    void twoOperatorsCannotShareAName() {
        stream.filter((key, value) -> true, Named.as("twin"));

        refused("Processor twin is already added", () -> stream.mapValues(value -> value, Named.as("twin")));
    }

    @Test
    void twoStoresCannotShareAName() {
        stream.groupByKey().count(Materialized.as("twin"));

        refused(
                "StateStore twin is already added",
                () -> stream.groupByKey().count(Named.as("other"), Materialized.as("twin")));
    }

    @Test
    void twoSourcesCannotShareANameUnlessTheyAreOne() {
        builder.stream("a", Consumed.as("twin"));
        builder.stream("a", Consumed.as("twin"));
        assertThat(builder.build()).isNotNull();
        builder.stream("b", Consumed.as("twin"));

        refused("Processor twin is already added", builder::build);
    }

    @Test
    void topicsCannotOverlap() {
        builder.stream(List.of("in", "more"));

        refused("in is among [in] and [in, more]", builder::build);
    }

    @Test
    void aTopicCannotBeStreamAndGlobalTable() {
        builder.globalTable("in");

        refused("Topic in has already been registered by another source", builder::build);
    }

    @Test
    void aTopicCannotBeTwoGlobalTables() {
        builder.globalTable("names");
        builder.globalTable("names");

        refused("Topic names has already been registered by another source", builder::build);
    }

    @Test
    void aTopicHasOneResetPolicy() {
        builder.stream("in", Consumed.with(AutoOffsetReset.latest()));

        refused("different offset reset policies", builder::build);
    }

    @Test
    void aSplitThatHasEndedTakesNoBranch() {
        BranchedKStream<String, String> split = stream.split(Named.as("parts"));
        split.branch((key, value) -> true).defaultBranch();

        refused("The split parts has already ended", () -> split.branch((key, value) -> true));
        refused("The split parts has already ended", split::defaultBranch);
    }

    @Test
    void twoBranchesCannotShareAName() {
        BranchedKStream<String, String> split = stream.split().branch((key, value) -> true, Branched.as("twin"));

        refused("is already added", () -> split.branch((key, value) -> true, Branched.as("twin")));
    }

    @Test
    void streamsOfTwoBuildersCannotMeet() {
        KStream<String, String> foreign = new StreamsBuilder().stream("in");
        GlobalKTable<String, String> table = new StreamsBuilder().globalTable("names");

        refused("same StreamsBuilder", () -> stream.merge(foreign));
        refused("same StreamsBuilder", () -> stream.join(table, (key, value) -> key, (value, name) -> name));
    }

    @Test
    void aStoreKeepsWindowsAtLeastUntilTheirGraceEnds() {
        var windowed =
                stream.groupByKey().windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(5)));

        assertThatThrownBy(() -> windowed.count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("counts")
                        .withRetention(Duration.ofMillis(14))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("store counts")
                .hasMessageContaining("size=[10], grace=[5], retention=[14]");
    }

    @Test
    void aStreamNeedsATopic() {
        refused("at least one topic", () -> builder.stream(List.of()));
    }

    @Test
    void nothingMayBeNull() {
        Predicate<String, String> noPredicate = null;
        ValueMapper<String, String> noMapper = null;

        isNull("predicate", () -> stream.filter(noPredicate));
        isNull("predicate", () -> stream.split().branch(noPredicate));
        isNull("mapper", () -> stream.mapValues(noMapper));
        isNull("mapper", () -> stream.flatMapValues((ValueMapper<String, List<String>>) null));
        isNull("mapper", () -> stream.selectKey(null));
        isNull("action", () -> stream.foreach(null));
        isNull("named", () -> stream.peek((key, value) -> {}, null));
        isNull("topic", () -> stream.to((String) null));
        isNull("produced", () -> stream.to("out", null));
        isNull("grouped", () -> stream.groupByKey(null));
        isNull("keySelector", () -> stream.groupBy(null));
        isNull(
                "materialized",
                () -> stream.groupByKey()
                        .count((Materialized<String, Long, io.millrace.streams.state.KeyValueStore<Bytes, byte[]>>)
                                null));
        isNull("initializer", () -> stream.groupByKey().aggregate(null, (key, value, all) -> all));
        isNull("globalTable", () -> stream.join(null, (key, value) -> key, (value, name) -> name));
        isNull("consumed", () -> builder.stream("in", null));
        isNull("topic", () -> builder.stream((String) null));
        isNull("windows", () -> stream.groupByKey().windowedBy(null));
    }

    private static void isNull(String argument, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessageContaining(argument);
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(TopologyException.class).hasMessageContaining(why);
    }
}
