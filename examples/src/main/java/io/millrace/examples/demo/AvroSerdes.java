package io.millrace.examples.demo;

import io.millrace.examples.flights.Airport;
import io.millrace.examples.flights.DelayRow;
import io.millrace.examples.flights.Delays;
import io.millrace.examples.flights.Line;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The job's values as Avro behind the ids of a registry. <i>Any thread.</i> */
final class AvroSerdes implements AutoCloseable {
    private static final Schema ROW = schema("delay-row.avsc");

    private final SchemaRegistryClient client;
    private final AvroSerializer writer;
    private final AvroDeserializer reader;

    AvroSerdes(String registryUrl) {
        Map<String, String> settings = Map.of("schema.registry.url", registryUrl);
        client = SchemaRegistryClientFactory.newClient(settings);
        writer = new AvroSerializer(client);
        writer.configure(settings, false);
        reader = new AvroDeserializer(client);
        reader.configure(settings, false);
    }

    /** A flight as the connector writes it; what is no flight is written as its text, like the connector's bad rows. */
    Serde<Line> line() {
        return Serdes.serdeFrom(
                (topic, line) -> line == null ? null : writer.serialize(topic, line.raw()),
                (topic, bytes) -> bytes == null ? null : line(record(topic, bytes)));
    }

    /** An airport as the connector writes it. */
    Serde<Airport> airport() {
        return Serdes.serdeFrom(
                (topic, airport) -> {
                    throw new UnsupportedOperationException("the job writes no airport");
                },
                (topic, bytes) -> bytes == null ? null : airport(record(topic, bytes)));
    }

    /** A row of the result. */
    Serde<DelayRow> row() {
        return Serdes.serdeFrom(
                (topic, row) -> row == null ? null : writer.serialize(topic, record(row)),
                (topic, bytes) -> bytes == null ? null : row(record(topic, bytes)));
    }

    private GenericRecord record(String topic, byte[] bytes) {
        Object value = reader.deserialize(topic, bytes);
        if (value instanceof GenericRecord record) {
            return record;
        }
        throw new IllegalArgumentException("a record of topic " + topic + " is no Avro record");
    }

    private static Line line(GenericRecord flight) {
        return Line.of(
                text(flight, "date"),
                (Integer) flight.get("delay"),
                (Integer) flight.get("distance"),
                text(flight, "origin"),
                text(flight, "destination"),
                () -> flight.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Airport airport(GenericRecord airport) {
        return new Airport(text(airport, "iata"), text(airport, "name"), text(airport, "city"));
    }

    private static GenericRecord record(DelayRow row) {
        Delays delays = row.delays();
        GenericRecord record = new GenericData.Record(ROW);
        record.put("airport", row.airport());
        record.put("day", (int) row.day().toEpochDay());
        record.put("name", delays.airport());
        record.put("city", delays.city());
        record.put("flights", delays.flights());
        record.put("total", delays.total());
        record.put("mean", Math.round(delays.mean() * 1000) / 1000.0);
        record.put("largest", delays.largest());
        record.put("late", delays.late());
        record.put("late_share", Math.round(delays.lateShare() * 10_000) / 10_000.0);
        return record;
    }

    private static DelayRow row(GenericRecord record) {
        return new DelayRow(
                text(record, "airport"),
                LocalDate.ofEpochDay((Integer) record.get("day")),
                new Delays(
                        text(record, "name"),
                        text(record, "city"),
                        (Long) record.get("flights"),
                        (Long) record.get("total"),
                        (Integer) record.get("largest"),
                        (Long) record.get("late")));
    }

    private static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    private static Schema schema(String resource) {
        try (InputStream from = AvroSerdes.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(from);
        } catch (IOException e) {
            throw new UncheckedIOException("the schema " + resource + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
