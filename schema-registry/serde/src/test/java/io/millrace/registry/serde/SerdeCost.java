package io.millrace.registry.serde;

import io.millrace.registry.client.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Prints what a record of eight fields costs to write and to read, beside plain Avro's encoder and decoder. */
final class SerdeCost {
    private static final int RECORDS = 2_000_000;

    private SerdeCost() {}

    /** One measured thing. */
    interface Step {
        Object run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        MockSchemaRegistry registry = new MockSchemaRegistry();
        AvroSerializer serializer = new AvroSerializer(registry);
        AvroDeserializer deserializer = new AvroDeserializer(registry);
        serializer.configure(Map.of("schema.registry.url", "mock://cost"), false);
        deserializer.configure(Map.of("schema.registry.url", "mock://cost"), false);
        Schema schema = SchemaBuilder.record("Flight")
                .fields()
                .requiredString("carrier")
                .requiredString("origin")
                .requiredString("destination")
                .requiredLong("departure")
                .optionalInt("delay")
                .requiredInt("distance")
                .requiredDouble("price")
                .requiredBoolean("cancelled")
                .endRecord();
        GenericData.Record record = new GenericData.Record(schema);
        Object[] values = {"LH", "FRA", "JFK", 1_700_000_000_000L, 12, 6_200, 499.5, false};
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        byte[] bytes = serializer.serialize("t", record);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GenericDatumWriter<Object> writer = new GenericDatumWriter<>(schema);
        GenericDatumReader<Object> reader = new GenericDatumReader<>(schema);
        BinaryEncoder[] encoder = {null};

        for (int round = 0; round < 3; round++) {
            measure("serialize", () -> serializer.serialize("t", record));
            measure("deserialize", () -> deserializer.deserialize("t", bytes));
            measure("avro write", () -> {
                out.reset();
                out.write(bytes, 0, 5);
                encoder[0] = EncoderFactory.get().directBinaryEncoder(out, encoder[0]);
                writer.write(record, encoder[0]);
                return out.toByteArray();
            });
            measure(
                    "avro read",
                    () -> reader.read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null)));
        }
    }

    private static void measure(String what, Step step) throws Exception {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        Object last = null;
        for (int i = 0; i < RECORDS; i++) {
            last = step.run();
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;
        System.out.printf(
                "%-12s %4d ns, %4d bytes allocated a record (%s)%n",
                what,
                nanos / RECORDS,
                (threads.getCurrentThreadAllocatedBytes() - allocated) / RECORDS,
                last == null ? "" : last.getClass().getSimpleName());
    }
}
