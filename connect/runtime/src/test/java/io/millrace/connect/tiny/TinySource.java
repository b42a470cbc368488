package io.millrace.connect.tiny;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Counts: records {id, name} from where it left off. Packed into a jar by the tests. */
public final class TinySource extends SourceConnector {
    private Map<String, String> config = Map.of();

    @Override
    public void start(Map<String, String> props) {
        config = props;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Counter.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(config);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("tiny.topic", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "where to")
                .define("tiny.password", ConfigDef.Type.PASSWORD, "", ConfigDef.Importance.LOW, "a secret");
    }

    @Override
    public String version() {
        return "7.7";
    }

    /** The task. */
    public static final class Counter extends SourceTask {
        private static final Schema ROW = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .build();
        private static final Map<String, String> PARTITION = Map.of("counter", "one");
        private Map<String, String> config = Map.of();
        private int next;
        private int count;

        @Override
        public void start(Map<String, String> props) {
            config = props;
            count = Integer.parseInt(props.get("tiny.count"));
            Map<String, Object> last = context.offsetStorageReader().offset(PARTITION);
            next = last == null ? 0 : ((Number) last.get("n")).intValue() + 1;
            Board.of(config)
                    .add("start at " + next + " in "
                            + (Thread.currentThread().getContextClassLoader()
                                    == getClass().getClassLoader()));
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            if (next >= count) {
                Thread.sleep(5);
                return null;
            }
            List<SourceRecord> records = new ArrayList<>();
            for (int i = 0; i < 10 && next < count; i++, next++) {
                if (Integer.toString(next).equals(config.get("tiny.fail.at"))) {
                    throw new ConnectException("row " + next + " of " + config.get("tiny.password") + " is bad");
                }
                if (Integer.toString(next).equals(config.get("tiny.error.at"))) {
                    throw new java.util.ServiceConfigurationError("no provider");
                }
                boolean bad = Integer.toString(next).equals(config.get("tiny.bad.at"));
                Object row = bad ? "no struct" : new Struct(ROW).put("id", next).put("name", "n" + next);
                ConnectHeaders headers = new ConnectHeaders();
                if (config.containsKey("tiny.header")) {
                    headers.addInt("h", next);
                }
                records.add(new SourceRecord(
                        PARTITION,
                        Map.of("n", next),
                        config.get("tiny.topic"),
                        null,
                        null,
                        null,
                        ROW,
                        row,
                        1_000L + next,
                        headers));
            }
            return records;
        }

        @Override
        public void commitRecord(SourceRecord record, RecordMetadata metadata) {
            if (config.containsKey("tiny.acks")) {
                Board.of(config).add(metadata == null ? "left out" : "acked " + metadata.offset());
            }
        }

        @Override
        public void commit() {
            Board.of(config).add("commit");
        }

        @Override
        public void stop() {
            Board.of(config).add("stop");
        }

        @Override
        public String version() {
            return "7.7";
        }
    }
}
