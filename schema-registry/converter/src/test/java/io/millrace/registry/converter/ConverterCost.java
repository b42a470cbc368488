package io.millrace.registry.converter;

import io.millrace.registry.client.MockSchemaRegistry;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Prints what a struct of eight fields costs to write and to read. */
final class ConverterCost {
    private static final int RECORDS = 2_000_000;

    private ConverterCost() {}

    /** One measured thing. */
    interface Step {
        Object run();
    }

    public static void main(String[] args) {
        AvroConverter converter = new AvroConverter(new MockSchemaRegistry());
        converter.configure(Map.of("schema.registry.url", "mock://cost"), false);
        Schema schema = SchemaBuilder.struct()
                .name("Flight")
                .field("carrier", Schema.STRING_SCHEMA)
                .field("origin", Schema.STRING_SCHEMA)
                .field("destination", Schema.STRING_SCHEMA)
                .field("departure", Schema.INT64_SCHEMA)
                .field("delay", Schema.OPTIONAL_INT32_SCHEMA)
                .field("distance", Schema.INT32_SCHEMA)
                .field("price", Schema.FLOAT64_SCHEMA)
                .field("cancelled", Schema.BOOLEAN_SCHEMA)
                .build();
        Object[] values = {"LH", "FRA", "JFK", 1_700_000_000_000L, 12, 6_200, 499.5, false};
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) {
            struct.put(field, values[field.index()]);
        }
        byte[] bytes = converter.fromConnectData("t", schema, struct);
        for (int round = 0; round < 3; round++) {
            measure("write", () -> converter.fromConnectData("t", schema, struct));
            measure("read", () -> converter.toConnectData("t", bytes));
        }
    }

    private static void measure(String what, Step step) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        Object last = null;
        for (int i = 0; i < RECORDS; i++) {
            last = step.run();
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;
        System.out.printf(
                "%-6s %4d ns, %4d bytes allocated a record (%s)%n",
                what,
                nanos / RECORDS,
                (threads.getCurrentThreadAllocatedBytes() - allocated) / RECORDS,
                last == null ? "" : last.getClass().getSimpleName());
    }
}
