package io.millrace.connector.jdbc;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Writes the records of some partitions into their tables, a transaction a put. <i>Loop-owned.</i> */
public final class JdbcSinkTask extends SinkTask {
    @Override
    public String version() {
        return Version.of(JdbcSinkTask.class);
    }

    @Override
    public void start(Map<String, String> props) {
        JdbcSinkConfig.from(props);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        throw new UnsupportedOperationException("not written yet");
    }

    @Override
    public void stop() {}
}
