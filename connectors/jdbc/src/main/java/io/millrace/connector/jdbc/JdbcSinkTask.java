package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.Batches.Poison;
import io.millrace.connector.jdbc.dialect.Dialect;
import io.millrace.connector.jdbc.dialect.Fault;
import io.millrace.connector.jdbc.dialect.PostgresDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the records of some partitions into their tables, a transaction a put: all of a put is in the database, but the
 * rows that were reported, or nothing. <i>Loop-owned.</i>
 */
public final class JdbcSinkTask extends SinkTask {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSinkTask.class);

    /** All that a started task has. */
    private record Running(
            JdbcSinkConfig config, Secrets secrets, Dialect dialect, Database database, Batches batches) {}

    private @Nullable Running running;
    private int failedOpens;
    private int retries;

    @Override
    public String version() {
        return Version.of(JdbcSinkTask.class);
    }

    @Override
    public void start(Map<String, String> props) {
        var config = JdbcSinkConfig.from(props);
        var dialect = new PostgresDialect(config.zone());
        running = new Running(config, new Secrets(config), dialect, new Database(config, dialect), new Batches(config));
        failedOpens = 0;
        retries = 0;
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        Running here = running;
        if (here == null) {
            throw new ConnectException("put before start");
        }
        if (records.isEmpty()) {
            return;
        }
        var unfit = new ArrayList<Poison>();
        List<Batch> batches = here.batches.sort(records, unfit);
        if (!unfit.isEmpty() && reporter(here) == null) {
            throw refusal(here, unfit.get(0));
        }
        try {
            new Put(
                            here.database,
                            here.dialect,
                            here.config.upsert(),
                            reporter(here) != null,
                            poison -> report(here, poison))
                    .write(batches, unfit);
            failedOpens = 0;
            retries = 0;
        } catch (SQLException e) {
            throw failure(here, e);
        } catch (ConnectException e) {
            here.database.close();
            throw e;
        }
    }

    @Override
    public void stop() {
        Running here = running;
        running = null;
        if (here != null) {
            here.database.close();
        }
    }

    private void report(Running here, List<Poison> poison) {
        ErrantRecordReporter reporter = reporter(here);
        if (reporter == null) {
            throw refusal(here, poison.get(0));
        }
        for (Poison one : poison) {
            reporter.report(one.record(), refusal(here, one));
        }
    }

    /** Who takes rows that cannot be written; nobody unless errors are tolerated. */
    private @Nullable ErrantRecordReporter reporter(Running here) {
        return here.config.tolerant() ? context.errantRecordReporter() : null;
    }

    private static DataException refusal(Running here, Poison poison) {
        SinkRecord record = poison.record();
        String at = record.originalTopic() + "-" + record.originalKafkaPartition() + "@" + record.originalKafkaOffset();
        String why = here.secrets.clean(String.valueOf(poison.why().getMessage()));
        return poison.why() instanceof SQLException sql
                ? new DataException("The database refuses record " + at + ": " + why, here.secrets.clean(sql))
                : new DataException("Record " + at + " is no row: " + why);
    }

    /** What to throw for an error of the whole put: to be tried again if it may pass and has not been tried too often. */
    private ConnectException failure(Running here, SQLException error) {
        String says = here.secrets.clean(String.valueOf(error.getMessage()));
        SQLException cause = here.secrets.clean(error);
        here.database.close();
        if (here.dialect.fault(error) != Fault.RETRY) {
            return new ConnectException("The database refuses the write: " + says, cause);
        }
        JdbcSinkConfig config = here.config;
        if (here.database.couldNotOpen() && ++failedOpens < config.connectionAttempts()) {
            return later(config.connectionBackoffMs(), "The database does not answer: " + says, cause);
        }
        failedOpens = 0;
        if (++retries > config.maxRetries()) {
            return new ConnectException(
                    "The database failed " + retries + " times in a row, the last time with: " + says, cause);
        }
        return later(config.retryBackoffMs(), "The database failed: " + says, cause);
    }

    private RetriableException later(long ms, String says, SQLException cause) {
        LOG.warn("{} Trying again in {} ms (retry {}).", says, ms, retries);
        context.timeout(ms);
        return new RetriableException(says, cause);
    }
}
