package io.millrace.benchmarks.registry.tool;

import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Records of ten fields to bytes and back: by our serdes, or by Avro alone, its writer, reader and buffers kept. */
public final class SerdeRun {
    private static final int DIFFERENT = 256;
    private static final String TOPIC = "orders";

    private SerdeRun() {}

    /** With {@code millrace} or {@code avro}, the registry's address, the schema's text, and how many records a batch has. */
    public static void main(String[] args) {
        Schema schema = new Schema.Parser().parse(args[2]);
        GenericRecord[] records = new GenericRecord[DIFFERENT];
        for (int i = 0; i < DIFFERENT; i++) {
            records[i] = order(schema, i);
        }
        int batch = Integer.parseInt(args[3]);
        if (args[0].equals("avro")) {
            measure(records, batch, new PlainWriter(schema)::write, new PlainReader(schema)::read);
            return;
        }
        Map<String, String> settings = Map.of("schema.registry.url", args[1]);
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(settings, false);
            deserializer.configure(settings, false);
            measure(
                    records,
                    batch,
                    order -> Objects.requireNonNull(serializer.serialize(TOPIC, order)),
                    bytes -> Objects.requireNonNull(deserializer.deserialize(TOPIC, bytes)));
        }
    }

    private static void measure(
            GenericRecord[] records, int batch, Function<GenericRecord, byte[]> write, Function<byte[], Object> read) {
        byte[][] written = new byte[DIFFERENT][];
        for (int i = 0; i < DIFFERENT; i++) {
            written[i] = write.apply(records[i]);
            if (!read.apply(written[i]).equals(records[i])) {
                throw new IllegalStateException("what was written is not what is read: " + records[i]);
            }
        }
        Told.perRecord("serialise", batch, i -> write.apply(records[i % DIFFERENT]).length);
        Told.perRecord(
                "deserialise",
                batch,
                i -> ((GenericRecord) read.apply(written[i % DIFFERENT]))
                        .getSchema()
                        .getFields()
                        .size());
    }

    private static GenericRecord order(Schema schema, int number) {
        return new GenericRecordBuilder(schema)
                .set("id", 1_000_000L + number)
                .set("customer", new Utf8("customer-" + number))
                .set("city", new Utf8("Szombathely"))
                .set("note", number % 2 == 0 ? null : new Utf8("by hand"))
                .set("pieces", number % 7)
                .set("price", number * 1.25)
                .set("weight", number * 0.5f)
                .set("paid", number % 3 == 0)
                .set("at", 1_700_000_000_000L + number)
                .set("until", number % 2 == 0 ? 1_700_000_000_000L : null)
                .build();
    }

    private static final class PlainWriter {
        private final GenericDatumWriter<GenericRecord> writer;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        private @Nullable BinaryEncoder encoder;

        PlainWriter(Schema schema) {
            this.writer = new GenericDatumWriter<>(schema);
        }

        byte[] write(GenericRecord record) {
            try {
                out.reset();
                BinaryEncoder reused = EncoderFactory.get().binaryEncoder(out, encoder);
                encoder = reused;
                writer.write(record, reused);
                reused.flush();
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class PlainReader {
        private final GenericDatumReader<GenericRecord> reader;
        private @Nullable BinaryDecoder decoder;

        PlainReader(Schema schema) {
            this.reader = new GenericDatumReader<>(schema);
        }

        Object read(byte[] bytes) {
            try {
                BinaryDecoder reused = DecoderFactory.get().binaryDecoder(bytes, decoder);
                decoder = reused;
                return reader.read(null, reused);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
