package io.millrace.connect.tiny;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Writes what it gets on a board. Packed into a jar by the tests. */
public final class TinySink extends SinkConnector {
    private Map<String, String> config = Map.of();

    @Override
    public void start(Map<String, String> props) {
        config = props;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Writer.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return java.util.Collections.nCopies(maxTasks, config);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "8.8";
    }

    /** The task. */
    public static final class Writer extends SinkTask {
        private Map<String, String> config = Map.of();
        private int refusals;
        private boolean rewound;

        @Override
        public void start(Map<String, String> props) {
            config = props;
            refusals = Integer.parseInt(props.getOrDefault("tiny.refusals", "0"));
        }

        @Override
        public void open(Collection<TopicPartition> partitions) {
            Board.of(config).add("open " + partitions.size());
        }

        @Override
        public void close(Collection<TopicPartition> partitions) {
            Board.of(config).add("close " + partitions.size());
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            if (records.isEmpty()) {
                return;
            }
            if (refusals-- > 0) {
                context.timeout(20);
                throw new RetriableException("the database is down");
            }
            if (config.containsKey("tiny.block.ms")) {
                block();
            }
            for (SinkRecord record : records) {
                String value = String.valueOf(record.value());
                if (value.equals(config.get("tiny.fail.value"))) {
                    throw new ConnectException("cannot store " + value + " with " + config.get("tiny.password"));
                }
                if (value.equals(config.get("tiny.report.value"))) {
                    context.errantRecordReporter().report(record, new ConnectException("refused " + value));
                    continue;
                }
                Board.of(config).add(value);
                if (config.containsKey("tiny.times")) {
                    Board.of(config).add(record.timestampType() + " " + record.timestamp());
                }
                if (value.equals(config.get("tiny.rewind.at")) && !rewound) {
                    rewound = true;
                    context.offset(new TopicPartition(record.topic(), record.kafkaPartition()), 0);
                }
            }
        }

        @Override
        public void flush(Map<TopicPartition, OffsetAndMetadata> offsets) {
            Board.of(config).add("flush");
        }

        private void block() {
            try {
                Thread.sleep(Long.parseLong(config.get("tiny.block.ms")));
            } catch (InterruptedException e) {
                throw new ConnectException("interrupted", e);
            }
        }

        @Override
        public void stop() {
            Board.of(config).add("stop");
        }

        @Override
        public String version() {
            return "8.8";
        }
    }
}
