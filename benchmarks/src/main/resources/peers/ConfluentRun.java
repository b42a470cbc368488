import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericData;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.util.Utf8;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroDeserializationSchema;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroSerializationSchema;

/**
 * What ClientRun and SerdeRun do, by Confluent's Java client of a registry and by Flink's Avro format, which is built on
 * it. Java runs it from its source, with the jars of the peer. Prints a line "figure NAME VALUE" for each figure.
 */
public class ConfluentRun {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int WARM_UP_BATCHES = 8;
    private static final int BATCHES = 5;
    private static final int DIFFERENT = 256;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Step {
        int run(int number) throws Exception;
    }

    /** As ClientRun or SerdeRun is called, behind the name of either. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("client")) {
            client(args[1], args[2], Integer.parseInt(args[3]));
        } else {
            serde(args[1], args[2], Integer.parseInt(args[3]));
        }
    }

    private static void client(String url, String name, int calls) throws Exception {
        for (int round = 0; round <= WARM_UP_ROUNDS; round++) {
            AvroSchema[] schemas = new AvroSchema[calls];
            for (int i = 0; i < calls; i++) {
                schemas[i] = new AvroSchema("{\"type\":\"record\",\"name\":\"" + name + "_" + round + "_" + i
                        + "\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"}]}");
            }
            int[] ids = new int[calls];
            String subject = name + "-" + round + "-";
            SchemaRegistryClient registers = new CachedSchemaRegistryClient(url, 100_000);
            perCall("register", calls, round == WARM_UP_ROUNDS, i -> ids[i] = registers.register(subject + i, schemas[i]));
            SchemaRegistryClient asks = new CachedSchemaRegistryClient(url, 100_000);
            perCall("get", calls, round == WARM_UP_ROUNDS, i -> asks.getSchemaById(ids[i]).name().length());
        }
    }

    private static void perCall(String name, int calls, boolean measured, Step step) throws Exception {
        long[] nanos = new long[calls];
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - begin;
        }
        double cpuMs = (SYSTEM.getProcessCpuTime() - cpu) / 1e6 / calls;
        Arrays.sort(nanos);
        if (measured) {
            figure(name + "-p50-ms", nanos[calls / 2] / 1e6);
            figure(name + "-cpu-ms", cpuMs);
        }
    }

    private static void serde(String url, String text, int batch) throws Exception {
        Schema schema = new Schema.Parser().parse(text);
        ConfluentRegistryAvroSerializationSchema<GenericRecord> writer =
                ConfluentRegistryAvroSerializationSchema.forGeneric("orders-value", schema, url);
        ConfluentRegistryAvroDeserializationSchema<GenericRecord> reader =
                ConfluentRegistryAvroDeserializationSchema.forGeneric(schema, url);
        GenericRecord[] records = new GenericRecord[DIFFERENT];
        byte[][] written = new byte[DIFFERENT][];
        for (int i = 0; i < DIFFERENT; i++) {
            records[i] = order(schema, i);
            written[i] = writer.serialize(records[i]);
            if (!reader.deserialize(written[i]).equals(records[i])) {
                throw new IllegalStateException("what was written is not what is read: " + records[i]);
            }
        }
        perRecord("serialise", batch, i -> writer.serialize(records[i % DIFFERENT]).length);
        perRecord("deserialise", batch, i -> reader.deserialize(written[i % DIFFERENT])
                .getSchema()
                .getFields()
                .size());
    }

    private static void perRecord(String name, int records, Step step) throws Exception {
        double[] nanos = new double[BATCHES];
        double bytes = 0;
        long sum = 0;
        for (int batch = -WARM_UP_BATCHES; batch < BATCHES; batch++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                sum += step.run(i);
            }
            if (batch >= 0) {
                nanos[batch] = (System.nanoTime() - begin) / (double) records;
                bytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) records;
            }
        }
        Arrays.sort(nanos);
        figure(name + "-ns", nanos[BATCHES / 2]);
        figure(name + "-bytes", bytes);
        System.out.println("sum " + sum);
    }

    private static GenericRecord order(Schema schema, int number) {
        GenericRecord order = new GenericData.Record(schema);
        order.put("id", 1_000_000L + number);
        order.put("customer", new Utf8("customer-" + number));
        order.put("city", new Utf8("Szombathely"));
        order.put("note", number % 2 == 0 ? null : new Utf8("by hand"));
        order.put("pieces", number % 7);
        order.put("price", number * 1.25);
        order.put("weight", number * 0.5f);
        order.put("paid", number % 3 == 0);
        order.put("at", 1_700_000_000_000L + number);
        order.put("until", number % 2 == 0 ? 1_700_000_000_000L : null);
        return order;
    }

    private static void figure(String name, double value) {
        System.out.println(String.format(Locale.ROOT, "figure %s %.6f", name, value));
    }
}
