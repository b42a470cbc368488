package io.millrace.streams.equality;

import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Named;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Jobs to be compared. This file is compiled twice: as it stands, and with the package of Kafka Streams in the place of
 * ours, so that both run the same words.
 */
final class Jobs {
    private static final Duration SIZE = Duration.ofMillis(100);

    private Jobs() {}

    /** By name; each reads topics "in" and "side" (strings), or "table" (global), and writes to "out" and others. */
    static Map<String, Consumer<StreamsBuilder>> all() {
        Map<String, Consumer<StreamsBuilder>> jobs = new LinkedHashMap<>();
        stateless(jobs);
        keyed(jobs);
        windowed(jobs);
        joined(jobs);
        return jobs;
    }

    private static KStream<String, String> in(StreamsBuilder builder) {
        return builder.stream("in");
    }

    private static void stateless(Map<String, Consumer<StreamsBuilder>> jobs) {
        jobs.put("to", b -> in(b).to("out"));
        jobs.put("map", b -> in(b).map((k, v) -> new KeyValue<>(v, k)).to("out"));
        jobs.put(
                "mapValues",
                b -> in(b).mapValues(v -> v == null ? "null!" : v + v.length()).to("out"));
        jobs.put("mapValuesWithKey", b -> in(b).mapValues((k, v) -> k + "/" + v).to("out"));
        jobs.put(
                "filter",
                b -> in(b).filter((k, v) -> v != null && v.length() % 2 == 0).to("out"));
        jobs.put(
                "filterNot",
                b -> in(b).filterNot((k, v) -> k == null || k.equals("a")).to("out"));
        jobs.put("flatMapValues", b -> in(b).flatMapValues(Jobs::words).to("out"));
        jobs.put(
                "flatMapValuesWithKey",
                b -> in(b).flatMapValues((k, v) -> Arrays.asList(k, v, null)).to("out"));
        jobs.put("selectKey", b -> in(b).selectKey((k, v) -> v).to("out"));
        jobs.put("peek", b -> in(b).peek((k, v) -> {}).mapValues(v -> v).to("out"));
        jobs.put(
                "merge",
                b -> in(b).merge(b.<String, String>stream("side").mapValues(v -> "side " + v))
                        .to("out"));
        jobs.put("fan", b -> {
            KStream<String, String> in = in(b);
            in.selectKey((k, v) -> "first").to("out");
            in.mapValues(v -> "second").to("out2");
            in.to("out3");
        });
        jobs.put("branch", b -> {
            Map<String, KStream<String, String>> branches = in(b).split(Named.as("split-"))
                    .branch((k, v) -> k == null, Branched.as("null"))
                    .branch((k, v) -> k.compareTo("c") < 0, Branched.as("low"))
                    .defaultBranch(Branched.as("rest"));
            branches.get("split-null").to("out");
            branches.get("split-low").to("out2");
            branches.get("split-rest").to("out3");
        });
        jobs.put(
                "branchWithoutDefault",
                b -> in(b).split()
                        .branch((k, v) -> v == null, Branched.withConsumer(s -> s.to("out")))
                        .branch((k, v) -> "b".equals(k), Branched.withConsumer(s -> s.to("out2")))
                        .noDefaultBranch());
        jobs.put(
                "toByExtractor",
                b -> in(b).to((k, v, context) -> "out" + (context.offset() % 3) + "-" + context.topic()
                        + context.partition() + context.headers().toArray().length));
        jobs.put("repartition", b -> in(b).repartition().to("out"));
        jobs.put(
                "longs",
                b -> in(b).map((k, v) -> new KeyValue<>(v == null ? 1L : (long) v.length(), 0.5))
                        .to("out", Produced.with(Serdes.Long(), Serdes.Double())));
        jobs.put(
                "bytes",
                b -> b.stream("in", Consumed.with(Serdes.ByteArray(), Serdes.Bytes()))
                        .to("out", Produced.with(Serdes.ByteArray(), Serdes.Bytes())));
        jobs.put(
                "partitioner",
                b -> in(b).to(
                                "out",
                                Produced.streamPartitioner(
                                        (topic, k, v, n) -> java.util.Optional.of(k == null ? Set.of() : Set.of(0)))));
    }

    private static void keyed(Map<String, Consumer<StreamsBuilder>> jobs) {
        jobs.put("count", b -> in(b).groupByKey().count().toStream().to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "countUncached",
                b -> in(b).groupByKey()
                        .count(Materialized
                                .<String, Long,
                                        io.millrace.streams.state.KeyValueStore<
                                                org.apache.kafka.common.utils.Bytes, byte[]>>
                                        as("counts")
                                .withCachingDisabled())
                        .toStream()
                        .mapValues(c -> "n" + c)
                        .to("out"));
        jobs.put(
                "countUnlogged",
                b -> in(b).groupByKey()
                        .count(Materialized
                                .<String, Long,
                                        io.millrace.streams.state.KeyValueStore<
                                                org.apache.kafka.common.utils.Bytes, byte[]>>
                                        as("counts")
                                .withLoggingDisabled())
                        .toStream()
                        .to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "groupBy",
                b -> in(b).groupBy((k, v) -> v == null ? null : v.substring(0, Math.min(1, v.length())))
                        .count()
                        .toStream()
                        .to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "wordCount",
                b -> in(b).flatMapValues(Jobs::words)
                        .groupBy((k, word) -> word, Grouped.as("words"))
                        .count()
                        .toStream()
                        .to("out", Produced.with(Serdes.String(), Serdes.Long())));
        jobs.put(
                "reduce",
                b -> in(b).groupByKey()
                        .reduce((sum, v) -> v.isEmpty() ? null : tail(sum + "+" + v))
                        .toStream()
                        .to("out"));
        jobs.put(
                "aggregate",
                b -> in(b).groupByKey()
                        .<String>aggregate(
                                () -> "[]",
                                (k, v, sum) -> v.startsWith("x") ? null : tail(sum + k + v),
                                Materialized.with(Serdes.String(), Serdes.String()))
                        .toStream((k, v) -> v)
                        .to("out"));
        jobs.put(
                "aggregateToLong",
                b -> in(b).groupByKey()
                        .<Long>aggregate(
                                () -> 0L,
                                (k, v, sum) -> sum + v.length(),
                                Materialized.with(Serdes.String(), Serdes.Long()))
                        .toStream()
                        .to("out", Produced.with(Serdes.String(), Serdes.Long())));
        jobs.put(
                "chained",
                b -> in(b).groupByKey()
                        .reduce((x, y) -> y)
                        .toStream()
                        .filter((k, v) -> v != null)
                        .groupBy((k, v) -> v)
                        .count()
                        .toStream()
                        .mapValues(n -> "n" + n)
                        .to("out"));
    }

    private static void windowed(Map<String, Consumer<StreamsBuilder>> jobs) {
        jobs.put(
                "windowedCount",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(SIZE))
                        .count()
                        .toStream()
                        .map((k, n) -> new KeyValue<>(k.toString(), "n" + n))
                        .to("out"));
        jobs.put(
                "windowedCountWithGrace",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, Duration.ofMillis(150)))
                        .count()
                        .toStream()
                        .map((k, n) -> new KeyValue<>(k.toString(), "n" + n))
                        .to("out"));
        jobs.put(
                "windowedReduce",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, Duration.ofMillis(50)))
                        .reduce((x, y) -> y == null || y.startsWith("x") ? null : tail(x + y))
                        .toStream()
                        .map((k, v) -> new KeyValue<>(k.key() + k.window().start(), v))
                        .to("out"));
        jobs.put(
                "windowedAggregate",
                b -> in(b).groupBy((k, v) -> v)
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, Duration.ofMillis(70)))
                        .<String>aggregate(
                                () -> "",
                                (k, v, sum) -> tail(sum + v),
                                Materialized.with(Serdes.String(), Serdes.String()))
                        .toStream((k, v) -> k.key() + "@" + k.window().end())
                        .to("out"));
        jobs.put(
                "hopping",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, Duration.ofMillis(30))
                                .advanceBy(Duration.ofMillis(40)))
                        .count()
                        .toStream()
                        .map((k, n) -> new KeyValue<>(k.toString(), "n" + n))
                        .to("out"));
        jobs.put(
                "windowedSink",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(SIZE))
                        .count()
                        .toStream()
                        .to(
                                "out",
                                Produced.with(
                                        io.millrace.streams.kstream.WindowedSerdes.timeWindowedSerdeFrom(
                                                String.class, 100),
                                        Serdes.Long())));
    }

    private static void joined(Map<String, Consumer<StreamsBuilder>> jobs) {
        jobs.put("globalJoin", b -> {
            GlobalKTable<String, String> table = b.globalTable("table");
            in(b).join(table, (k, v) -> v, (v, t) -> v + "&" + t).to("out");
        });
        jobs.put("globalLeftJoin", b -> {
            GlobalKTable<String, String> table = b.globalTable("table");
            in(b).leftJoin(table, (k, v) -> k, (k, v, t) -> k + v + "&" + t).to("out");
        });
        jobs.put("joinThenCount", b -> {
            GlobalKTable<String, String> table = b.globalTable("table");
            in(b).leftJoin(table, (k, v) -> v, (v, t) -> t == null ? "none" : t)
                    .groupBy((k, v) -> v)
                    .count()
                    .toStream()
                    .to("out", Produced.valueSerde(Serdes.Long()));
        });
    }

    private static List<String> words(String line) {
        return line == null ? List.of() : Arrays.asList(line.split(" "));
    }

    /** Keeps what grows from growing on. */
    private static String tail(String text) {
        return text.length() > 20 ? text.substring(text.length() - 20) : text;
    }
}
