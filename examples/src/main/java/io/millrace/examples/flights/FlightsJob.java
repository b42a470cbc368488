package io.millrace.examples.flights;

import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.kstream.Branched;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Delays by airport and day: parse, set aside what is no flight, drop short hops, join the origin's airport, aggregate by
 * day of event time.
 */
public final class FlightsJob {
    /** Input: flights, keyed by origin. */
    public static final String FLIGHTS = "flights";
    /** Input: airports keyed by IATA code, a global table. */
    public static final String AIRPORTS = "airports";
    /** Output: {@link DelayRow} by airport and day; the last value of a key holds. */
    public static final String DELAYS = "delays-by-airport";
    /** Output: lines that are no flight, as they came. */
    public static final String DEAD_LETTERS = "flights-dead-letters";
    /** Shorter flights are dropped. */
    public static final int SHORTEST_MILES = 100;

    private FlightsJob() {}

    /** The job's graph, its values as text. */
    public static Topology topology() {
        return topology(FlightSerdes.line());
    }

    /** The same, with its lines read by that serde: one that counts them, or times the parser. */
    public static Topology topology(Serde<Line> lineSerde) {
        return topology(lineSerde, FlightSerdes.airport(), FlightSerdes.row());
    }

    /** The same, with its values as these serdes have them. */
    public static Topology topology(Serde<Line> lineSerde, Serde<Airport> airportSerde, Serde<DelayRow> rowSerde) {
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, Airport> airports =
                builder.globalTable(AIRPORTS, Consumed.with(Serdes.String(), airportSerde));
        builder.stream(FLIGHTS, Consumed.with(Serdes.String(), lineSerde).withTimestampExtractor(new DepartureTime()))
                .split()
                .branch(
                        (origin, line) -> line.flight() == null,
                        Branched.withConsumer(lines -> setAside(lines, lineSerde)))
                .defaultBranch(Branched.withConsumer(lines -> aggregate(lines, airports, rowSerde)));
        return builder.build();
    }

    private static void setAside(KStream<String, Line> lines, Serde<Line> lineSerde) {
        lines.to(DEAD_LETTERS, Produced.with(Serdes.String(), lineSerde));
    }

    private static void aggregate(
            KStream<String, Line> lines, GlobalKTable<String, Airport> airports, Serde<DelayRow> rowSerde) {
        lines.mapValues(Line::flight)
                .filter((origin, flight) -> flight.distance() >= SHORTEST_MILES)
                .leftJoin(airports, (origin, flight) -> origin, Departure::of)
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofDays(1)))
                .aggregate(
                        () -> Delays.NONE,
                        (origin, departure, delays) -> delays.plus(departure),
                        Materialized.with(Serdes.String(), FlightSerdes.delays()))
                .toStream()
                .map((day, delays) -> {
                    DelayRow row = DelayRow.of(day.key(), day.window().start(), delays);
                    return KeyValue.pair(row.key(), row);
                })
                .to(DELAYS, Produced.with(Serdes.String(), rowSerde));
    }
}
