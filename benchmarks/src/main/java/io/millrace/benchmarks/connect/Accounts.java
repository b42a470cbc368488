package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The rows of the JDBC sinks: nine columns, a number, a text and a time among them. The last quarter writes the first
 * quarter's rows again with other values, so that an upsert is one. Used by one thread.
 */
final class Accounts {
    private static final String SCHEMA = """
            {"type":"record","name":"Account","namespace":"bench","fields":[
            {"name":"id","type":"long"},
            {"name":"name","type":"string"},
            {"name":"city","type":"string"},
            {"name":"active","type":"boolean"},
            {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}},
            {"name":"score","type":"double"},
            {"name":"visits","type":"int"},
            {"name":"created","type":{"type":"long","logicalType":"timestamp-millis"}},
            {"name":"note","type":["null","string"],"default":null}]}""";

    private static final String[] CITIES = {"Oslo", "Lisboa", "Praha", "Zürich", "Lyon", "Gdańsk", "Turku", "Cork"};
    private static final long CREATED_FROM_MS = 1_700_000_000_000L;

    private final Schema schema = new Schema.Parser().parse(SCHEMA);
    private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema);
    private final long rows;
    private final int id;

    private Accounts(long rows, int id) {
        this.rows = rows;
        this.id = id;
    }

    /** So many rows, of a schema that is registered there. */
    static Accounts registered(long rows, String registry) {
        int id = Http.done("POST", registry + "/subjects/accounts-value/versions", Map.of("schema", SCHEMA))
                .path("id")
                .asInt();
        return new Accounts(rows, id);
    }

    /** How a connector reads them. */
    static Map<String, String> converters(String registry) {
        return Map.of(
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "io.millrace.registry.converter.AvroConverter",
                "value.converter.schema.registry.url", registry);
    }

    /** The table that takes them. */
    static String table(String name) {
        return "CREATE TABLE " + name + " (id bigint PRIMARY KEY, name text NOT NULL, city text NOT NULL,"
                + " active boolean NOT NULL, amount numeric(12,2) NOT NULL, score double precision NOT NULL,"
                + " visits integer NOT NULL, created timestamp NOT NULL, note text)";
    }

    long rows() {
        return rows;
    }

    /** How many rows the table has in the end. */
    long distinct() {
        return rows - rows / 4;
    }

    /** A row's value as it lies in the topic. */
    byte[] value(long number) {
        boolean isAgain = number >= distinct();
        long key = isAgain ? number - distinct() : number;
        GenericRecord row = new GenericData.Record(schema);
        row.put("id", key);
        row.put("name", "account " + Long.toString(key * 7919 % 1_000_003, 36));
        row.put("city", CITIES[(int) (key % CITIES.length)]);
        row.put("active", number % 3 != 0);
        long cents = number * 104_729 % 1_000_000_000L - 250_000_000L;
        row.put("amount", ByteBuffer.wrap(BigInteger.valueOf(cents).toByteArray()));
        row.put("score", number / 8.0);
        row.put("visits", (int) (number % 1000));
        row.put("created", CREATED_FROM_MS + number * 1009);
        row.put("note", number % 4 == 0 ? null : isAgain ? "written again" : "first written");
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(128);
            out.write(0);
            out.write(ByteBuffer.allocate(4).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(row, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
