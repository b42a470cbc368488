package io.millrace.examples.flights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** How the job's values lie in topics and stores. <i>Any thread.</i> */
public final class FlightSerdes {
    private static final char SEPARATOR = '\t';

    private FlightSerdes() {}

    /** A line of the input; reading never fails, it says why the line is no flight. */
    public static Serde<Line> line() {
        return Serdes.serdeFrom(
                (topic, line) -> line == null ? null : line.raw(),
                (topic, bytes) -> bytes == null ? null : FlightParser.parse(bytes));
    }

    /** An airport as tab-separated text. */
    public static Serde<Airport> airport() {
        return Serdes.serdeFrom(
                (topic, airport) -> airport == null
                        ? null
                        : (airport.code() + SEPARATOR + airport.name() + SEPARATOR + airport.city())
                                .getBytes(StandardCharsets.UTF_8),
                (topic, bytes) -> {
                    if (bytes == null) {
                        return null;
                    }
                    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\t", -1);
                    return new Airport(parts[0], parts[1], parts[2]);
                });
    }

    /** The aggregate: four numbers, then two texts with their lengths. */
    public static Serde<Delays> delays() {
        return Serdes.serdeFrom(
                (topic, delays) -> delays == null ? null : write(delays),
                (topic, bytes) -> bytes == null ? null : read(ByteBuffer.wrap(bytes)));
    }

    /** A row of the result as JSON. */
    public static Serde<DelayRow> row() {
        return Serdes.serdeFrom(
                (topic, row) -> row == null ? null : row.toJson(),
                (topic, bytes) -> bytes == null ? null : DelayRow.fromJson(bytes));
    }

    private static byte[] write(Delays delays) {
        byte[] airport = delays.airport().getBytes(StandardCharsets.UTF_8);
        byte[] city = delays.city().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES + 2 * Short.BYTES + airport.length + city.length)
                .putLong(delays.flights())
                .putLong(delays.total())
                .putInt(delays.largest())
                .putLong(delays.late())
                .putShort((short) airport.length)
                .put(airport)
                .putShort((short) city.length)
                .put(city)
                .array();
    }

    private static Delays read(ByteBuffer from) {
        long flights = from.getLong();
        long total = from.getLong();
        int largest = from.getInt();
        long late = from.getLong();
        String airport = text(from);
        String city = text(from);
        return new Delays(airport, city, flights, total, largest, late);
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[from.getShort()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
