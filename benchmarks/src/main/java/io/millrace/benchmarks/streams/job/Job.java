package io.millrace.benchmarks.streams.job;

import io.millrace.examples.flights.FlightSerdes;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.Produced;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.serialization.Serdes;

/** The jobs, as a user would write them; each counts what it takes in. <i>Immutable.</i> */
public enum Job {
    /** Orders as text: drop the cancelled ones, write the others in capitals. */
    MAP_FILTER("map-filter", "orders", List.of(new Output("orders-kept", false))) {
        @Override
        public Topology topology() {
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream("orders", Consumed.with(Serdes.String(), Serdes.String()))
                    .filter((key, value) -> Taken.one() && !value.endsWith("cancelled"))
                    .mapValues(value -> value.toUpperCase(Locale.ROOT))
                    .to("orders-kept", Produced.with(Serdes.String(), Serdes.String()));
            return builder.build();
        }
    },
    /** Lines of text: count every word, by way of a repartition topic. */
    WORD_COUNT("word-count", "lines", List.of(new Output("word-counts", true))) {
        @Override
        public Topology topology() {
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                    .filter((key, line) -> Taken.one())
                    .flatMapValues(line -> Arrays.asList(line.split(" ")))
                    .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                    .count()
                    .toStream()
                    .to("word-counts", Produced.with(Serdes.String(), Serdes.Long()));
            return builder.build();
        }
    },
    /** The flights job of the examples. */
    FLIGHTS(
            "flights",
            FlightsJob.FLIGHTS,
            List.of(new Output(FlightsJob.DELAYS, true), new Output(FlightsJob.DEAD_LETTERS, false))) {
        @Override
        public Topology topology() {
            return FlightsJob.topology(Taken.counting(FlightSerdes.line()));
        }
    };

    private final String title;
    private final String input;
    private final List<Output> outputs;

    /**
     * A topic that the job writes.
     *
     * @param topic its name
     * @param lastValues whether the last value of a key alone says what the result is
     */
    public record Output(String topic, boolean lastValues) {}

    Job(String title, String input, List<Output> outputs) {
        this.title = title;
        this.input = input;
        this.outputs = outputs;
    }

    /** What the command line calls it. */
    public String title() {
        return title;
    }

    /** The topic whose records are counted. */
    public String input() {
        return input;
    }

    /** The topics of its result. */
    public List<Output> outputs() {
        return outputs;
    }

    /** Its graph. */
    public abstract Topology topology();
}
