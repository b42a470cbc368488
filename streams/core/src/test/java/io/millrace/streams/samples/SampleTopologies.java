package io.millrace.streams.samples;

import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KGroupedStream;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.Repartitioned;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.kstream.WindowedSerdes;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.state.WindowStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * Topologies of each operator, and of jobs. This file is compiled twice: as it stands, and with its imports changed to
 * Kafka Streams'; so it also proves that changing the imports is all there is to porting.
 */
public final class SampleTopologies {
    private static final Serde<String> TEXT = Serdes.String();
    private static final TimeWindows DAY = TimeWindows.ofSizeAndGrace(Duration.ofDays(1), Duration.ofHours(1));

    private SampleTopologies() {}

    /** Each with its name. */
    public static Map<String, Consumer<StreamsBuilder>> all() {
        Map<String, Consumer<StreamsBuilder>> samples = new LinkedHashMap<>();
        stateless(samples);
        splits(samples);
        sources(samples);
        groups(samples);
        windows(samples);
        joins(samples);
        jobs(samples);
        return samples;
    }

    private static KStream<String, String> lines(StreamsBuilder builder) {
        return builder.stream("lines", Consumed.with(TEXT, TEXT));
    }

    private static void stateless(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put("nothing", builder -> {});
        samples.put("a source alone", SampleTopologies::lines);
        samples.put("filter", b -> lines(b).filter((k, v) -> true).to("out"));
        samples.put(
                "filter named",
                b -> lines(b).filter((k, v) -> true, Named.as("keep")).to("out"));
        samples.put("filterNot", b -> lines(b).filterNot((k, v) -> true).to("out"));
        samples.put("map", b -> lines(b).map((k, v) -> KeyValue.pair(v, k)).to("out"));
        samples.put(
                "map named",
                b -> lines(b).map((k, v) -> new KeyValue<>(v, k), Named.as("swap"))
                        .to("out"));
        samples.put(
                "mapValues", b -> lines(b).mapValues(v -> v.length()).to("out", Produced.valueSerde(Serdes.Integer())));
        samples.put(
                "mapValues with key",
                b -> lines(b).mapValues((k, v) -> k + v, Named.as("glue")).to("out"));
        samples.put(
                "flatMapValues",
                b -> lines(b).flatMapValues(v -> Arrays.asList(v.split(" "))).to("out"));
        samples.put(
                "flatMapValues with key",
                b -> lines(b).flatMapValues((k, v) -> List.of(k, v), Named.as("both"))
                        .to("out"));
        samples.put("selectKey", b -> lines(b).selectKey((k, v) -> v).to("out"));
        samples.put(
                "selectKey named",
                b -> lines(b).selectKey((k, v) -> v.length(), Named.as("by-length"))
                        .to("out"));
        samples.put("peek", b -> lines(b).peek((k, v) -> {}).to("out"));
        samples.put("foreach", b -> lines(b).foreach((k, v) -> {}));
        samples.put("foreach named", b -> lines(b).foreach((k, v) -> {}, Named.as("do")));
        samples.put(
                "to named",
                b -> lines(b).to("out", Produced.<String, String>as("write").withKeySerde(TEXT)));
        samples.put(
                "merge",
                b -> lines(b).merge(b.stream("more", Consumed.with(TEXT, TEXT))).to("out"));
        samples.put("merge named", b -> {
            KStream<String, String> all = lines(b);
            all.filter((k, v) -> true)
                    .merge(all.filterNot((k, v) -> true), Named.as("again"))
                    .to("out");
        });
        samples.put("repartition", b -> lines(b).repartition().to("out"));
        samples.put(
                "repartition named",
                b -> lines(b).repartition(Repartitioned.as("spread")).to("out"));
        samples.put(
                "repartition to 7",
                b -> lines(b).selectKey((k, v) -> v)
                        .repartition(Repartitioned.<String, String>numberOfPartitions(7)
                                .withKeySerde(TEXT))
                        .to("out"));
    }

    private static void splits(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put("split", b -> {
            Map<String, KStream<String, String>> branches = lines(b).split()
                    .branch((k, v) -> k == null)
                    .branch((k, v) -> v == null)
                    .defaultBranch();
            branches.forEach((name, branch) -> branch.to("out-" + name));
        });
        samples.put("split named", b -> {
            Map<String, KStream<String, String>> branches = lines(b).split(Named.as("by-"))
                    .branch((k, v) -> true, Branched.as("one"))
                    .branch((k, v) -> true)
                    .defaultBranch(Branched.as("rest"));
            branches.forEach((name, branch) -> branch.to("out-" + name));
        });
        samples.put("split without default", b -> {
            Map<String, KStream<String, String>> branches = lines(b).split(Named.as("s"))
                    .branch((k, v) -> true, Branched.withConsumer(s -> s.to("a")))
                    .branch((k, v) -> true, Branched.withFunction(s -> s.mapValues(v -> v + v)))
                    .branch((k, v) -> true, Branched.withFunction(s -> s.mapValues(v -> v + v), "-f"))
                    .branch((k, v) -> true, Branched.withFunction(s -> null, "-n"))
                    .branch((k, v) -> true, Branched.withConsumer(s -> s.to("c"), "-c"))
                    .noDefaultBranch();
            branches.forEach((name, branch) -> branch.to("out-" + name));
        });
        samples.put(
                "split in a split",
                b -> lines(b).split()
                        .branch(
                                (k, v) -> true,
                                Branched.withConsumer(
                                        s -> s.split().branch((k, v) -> true).defaultBranch()))
                        .defaultBranch());
        samples.put("split without branches", b -> lines(b).split().noDefaultBranch());
    }

    private static void sources(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put(
                "source of two topics",
                b -> b.stream(List.of("b", "a"), Consumed.with(TEXT, TEXT)).to("out"));
        samples.put(
                "source named",
                b -> b.stream("in", Consumed.<String, String>as("read")).to("out"));
        samples.put("the same topic twice", b -> {
            lines(b).filter((k, v) -> true).to("one");
            lines(b).mapValues(v -> v).to("two");
        });
        samples.put("the same topics twice", b -> {
            b.<String, String>stream(List.of("b", "a")).to("one");
            b.<String, String>stream(List.of("a", "b")).to("two");
            lines(b).foreach((k, v) -> {});
        });
        samples.put(
                "the same topic merged with itself",
                b -> lines(b).merge(lines(b)).to("out"));
        samples.put("named sources out of order", b -> {
            b.stream("x", Consumed.<String, String>as("zz")).to("one");
            lines(b).to("two");
            b.stream("y", Consumed.<String, String>as("AA")).to("three");
            b.globalTable("g", Consumed.<String, String>as("MM"));
        });
        samples.put("a topic chosen for each record", b -> lines(b).to(new ByValue(), Produced.with(TEXT, TEXT)));
    }

    /** Chooses by value; its text does not change from run to run. */
    private static final class ByValue implements io.millrace.streams.processor.TopicNameExtractor<String, String> {
        @Override
        public String extract(String key, String value, io.millrace.streams.processor.RecordContext recordContext) {
            return value;
        }

        @Override
        public String toString() {
            return "by value";
        }
    }

    private static void groups(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put("count", b -> lines(b).groupByKey().count());
        samples.put(
                "count to stream", b -> lines(b).groupByKey().count().toStream().to("out"));
        samples.put("count named", b -> lines(b).groupByKey().count(Named.as("counting")));
        samples.put("count in a store", b -> lines(b).groupByKey().count(Materialized.as("counts")));
        samples.put(
                "count in a store, named",
                b -> lines(b).groupByKey()
                        .count(Named.as("counting"), Materialized.as("counts"))
                        .toStream(Named.as("changes"))
                        .to("out"));
        samples.put(
                "count with serdes",
                b -> lines(b).groupByKey(Grouped.with(TEXT, TEXT))
                        .count(Materialized.with(TEXT, Serdes.Long()))
                        .toStream((k, v) -> k + v)
                        .to("out"));
        samples.put(
                "count by other key",
                b -> lines(b).groupBy((k, v) -> v).count().toStream().to("out"));
        samples.put(
                "count by other key, named",
                b -> lines(b).groupBy((k, v) -> v, Grouped.with("by-value", TEXT, TEXT))
                        .count()
                        .toStream((k, v) -> k, Named.as("changes"))
                        .to("out"));
        samples.put(
                "count by other key, in a store",
                b -> lines(b).groupBy((k, v) -> v)
                        .count(Materialized.as("Counts"))
                        .toStream()
                        .to("out"));
        samples.put(
                "reduce",
                b -> lines(b).groupByKey().reduce((x, y) -> x + y).toStream().to("out"));
        samples.put(
                "reduce in a store",
                b -> lines(b).selectKey((k, v) -> v)
                        .groupByKey()
                        .reduce((x, y) -> x, Named.as("last"), Materialized.as("lasts"))
                        .toStream()
                        .to("out"));
        samples.put(
                "reduce materialized",
                b -> lines(b).map((k, v) -> KeyValue.pair(v, k))
                        .groupByKey()
                        .reduce((x, y) -> x, Materialized.with(TEXT, TEXT)));
        samples.put("aggregate", b -> lines(b).groupByKey().aggregate(() -> "", (k, v, a) -> a + v));
        samples.put(
                "aggregate in a store",
                b -> lines(b).groupByKey()
                        .aggregate(
                                () -> "",
                                (k, v, a) -> a + v,
                                Named.as("gather"),
                                Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("gathered")
                                        .withKeySerde(TEXT)
                                        .withValueSerde(TEXT)
                                        .withCachingDisabled()
                                        .withLoggingEnabled(Map.of("min.compaction.lag.ms", "5"))));
        samples.put(
                "aggregate without changelog",
                b -> lines(b).groupByKey()
                        .aggregate(
                                () -> "",
                                (k, v, a) -> a + v,
                                Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("gathered")
                                        .withLoggingDisabled()));
        samples.put("two aggregations of one grouping", b -> {
            KGroupedStream<String, String> grouped = lines(b).groupBy((k, v) -> v);
            grouped.count().toStream().to("counts");
            grouped.reduce((x, y) -> x).toStream().to("firsts");
        });
        samples.put("two aggregations of one named grouping", b -> {
            KGroupedStream<String, String> grouped = lines(b).groupBy((k, v) -> v, Grouped.as("by-value"));
            grouped.count().toStream().to("counts");
            grouped.reduce((x, y) -> x).toStream().to("firsts");
            lines(b).mapValues(v -> v).to("later");
        });
        samples.put("a named grouping used again, later", b -> {
            KGroupedStream<String, String> grouped = lines(b).groupBy((k, v) -> v, Grouped.as("by-value"));
            grouped.count().toStream().to("counts");
            b.<String, String>stream("other").groupByKey().count().toStream().to("others");
            b.globalTable("names");
            grouped.reduce((x, y) -> x).toStream().to("firsts");
        });
        samples.put(
                "grouping by value, then by count",
                b -> lines(b).groupBy((k, v) -> v)
                        .count()
                        .toStream()
                        .groupBy((k, v) -> v)
                        .count()
                        .toStream()
                        .to("out"));
        samples.put(
                "changed key kept through values",
                b -> lines(b).selectKey((k, v) -> v)
                        .filter((k, v) -> true)
                        .mapValues(v -> v.length())
                        .peek((k, v) -> {})
                        .groupByKey(Grouped.with(TEXT, Serdes.Integer()))
                        .reduce(Integer::sum)
                        .toStream()
                        .to("out"));
        samples.put(
                "changed key on one side of a merge",
                b -> lines(b).merge(b.stream("more", Consumed.with(TEXT, TEXT)).selectKey((k, v) -> v))
                        .groupByKey()
                        .count());
        samples.put(
                "repartitioned before grouping",
                b -> lines(b).selectKey((k, v) -> v)
                        .repartition(Repartitioned.<String, String>as("mine").withNumberOfPartitions(3))
                        .groupByKey()
                        .count());
    }

    private static void windows(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put(
                "windowed count",
                b -> lines(b).groupByKey().windowedBy(DAY).count().toStream().to("out"));
        samples.put(
                "windowed count named",
                b -> lines(b).groupByKey()
                        .windowedBy(DAY)
                        .count(Named.as("counting"))
                        .toStream()
                        .to("out"));
        samples.put(
                "windowed count in a store",
                b -> lines(b).groupBy((k, v) -> v)
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                        .count(Named.as("counting"), Materialized.as("counts")));
        samples.put(
                "windowed reduce", b -> lines(b).groupByKey().windowedBy(DAY).reduce((x, y) -> x));
        samples.put(
                "windowed reduce named",
                b -> lines(b).groupBy((k, v) -> v).windowedBy(DAY).reduce((x, y) -> x, Named.as("last")));
        samples.put(
                "windowed aggregate",
                b -> lines(b).groupByKey().windowedBy(DAY).aggregate(() -> "", (k, v, a) -> a + v));
        samples.put(
                "hopping aggregate in a store",
                b -> lines(b).groupBy((k, v) -> v)
                        .windowedBy(DAY.advanceBy(Duration.ofHours(6)))
                        .aggregate(
                                () -> "",
                                (k, v, a) -> a + v,
                                Named.as("gather"),
                                Materialized.<String, String, WindowStore<Bytes, byte[]>>as("gathered")
                                        .withRetention(Duration.ofDays(3)))
                        .toStream((window, v) -> window.key())
                        .to("out"));
    }

    private static void joins(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put("global table", b -> b.globalTable("names"));
        samples.put("global table in a store", b -> b.globalTable("names", Materialized.as("store")));
        samples.put(
                "global table named",
                b -> b.globalTable(
                        "names", Consumed.<String, String>as("table").withKeySerde(TEXT), Materialized.as("store")));
        samples.put("global join", b -> {
            GlobalKTable<String, String> names = b.globalTable("names", Consumed.with(TEXT, TEXT));
            lines(b).join(names, (k, v) -> v, (v, name) -> v + name).to("out");
        });
        samples.put("global joins of all kinds", b -> {
            KStream<String, String> in = lines(b);
            GlobalKTable<String, String> names = b.globalTable("names", Consumed.with(TEXT, TEXT));
            in.join(names, (k, v) -> v, (k, v, name) -> k + v + name).to("a");
            in.join(names, (k, v) -> v, (v, name) -> v + name, Named.as("first"))
                    .to("b");
            in.join(names, (k, v) -> v, (k, v, name) -> k + v + name, Named.as("second"))
                    .to("c");
            in.leftJoin(names, (k, v) -> v, (v, name) -> v + name).to("d");
            in.leftJoin(names, (k, v) -> v, (k, v, name) -> k + v + name).to("e");
            in.leftJoin(names, (k, v) -> v, (v, name) -> v + name, Named.as("third"))
                    .to("f");
            in.leftJoin(names, (k, v) -> v, (k, v, name) -> k + v + name, Named.as("fourth"))
                    .to("g");
        });
    }

    private static void jobs(Map<String, Consumer<StreamsBuilder>> samples) {
        samples.put(
                "word count",
                b -> b.stream("lines", Consumed.with(TEXT, TEXT))
                        .flatMapValues(line -> Arrays.asList(line.toLowerCase().split("\\W+")))
                        .groupBy((key, word) -> word)
                        .count(Materialized.as("word-counts"))
                        .toStream()
                        .to("words", Produced.with(TEXT, Serdes.Long())));
        samples.put("flights", SampleTopologies::flights);
        samples.put("a wide one", b -> {
            KStream<String, String> in = lines(b);
            for (int i = 0; i < 40; i++) {
                KStream<String, String> next = in.mapValues(v -> v);
                for (int j = 0; j < i % 5; j++) {
                    next = next.filter((k, v) -> true);
                }
                if (i % 3 == 0) {
                    next.groupBy((k, v) -> v).count().toStream().to("counts-" + i);
                } else {
                    next.to("out-" + i);
                }
            }
        });
        samples.put("a diamond", b -> {
            KStream<String, String> in = lines(b);
            KStream<String, String> left = in.filter((k, v) -> true);
            KStream<String, String> right = in.filterNot((k, v) -> true).mapValues(v -> v);
            left.merge(right).merge(in).peek((k, v) -> {}).to("out");
        });
    }

    private static void flights(StreamsBuilder builder) {
        Serde<Windowed<String>> airportAndDay = WindowedSerdes.timeWindowedSerdeFrom(
                String.class, Duration.ofDays(1).toMillis());
        GlobalKTable<String, String> airports = builder.globalTable("airports", Consumed.with(TEXT, TEXT));
        Map<String, KStream<String, String>> parsed = builder.stream("flights", Consumed.with(TEXT, TEXT))
                .mapValues(line -> line.trim())
                .split(Named.as("parsed-"))
                .branch((origin, flight) -> flight.isEmpty(), Branched.as("bad"))
                .defaultBranch(Branched.as("good"));
        parsed.get("parsed-bad").to("dead-letters");
        parsed.get("parsed-good")
                .filter((origin, flight) -> flight.length() > 100)
                .leftJoin(airports, (origin, flight) -> origin, (flight, airport) -> flight + airport)
                .groupByKey(Grouped.with(TEXT, TEXT))
                .windowedBy(DAY)
                .aggregate(
                        () -> "",
                        (origin, flight, delays) -> delays + flight,
                        Materialized.<String, String, WindowStore<Bytes, byte[]>>as("delays")
                                .withKeySerde(TEXT)
                                .withValueSerde(TEXT))
                .toStream()
                .to("delays-by-airport", Produced.with(airportAndDay, TEXT));
    }
}
