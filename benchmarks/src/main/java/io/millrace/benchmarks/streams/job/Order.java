package io.millrace.benchmarks.streams.job;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a run is told, carried by a file from the process that orders it. <i>Immutable.</i>
 *
 * @param job which job
 * @param streamsServers the bootstrap address that the job is given
 * @param servers the same log for Kafka's own clients
 * @param brokerPid the broker's process, -1 when the log is in this one
 * @param application its id, fresh for every run
 * @param records how many the input holds
 * @param warmUp how many of them belong to the warm-up
 * @param commitMs the commit interval
 * @param state a directory for state
 */
public record Order(
        Job job,
        String streamsServers,
        String servers,
        long brokerPid,
        String application,
        long records,
        long warmUp,
        long commitMs,
        Path state) {
    /** The same, for a log at other addresses. */
    public Order at(String streams, String kafka) {
        return new Order(job, streams, kafka, brokerPid, application, records, warmUp, commitMs, state);
    }

    /** Writes it to the file. */
    public void write(Path file) {
        Properties values = new Properties();
        values.setProperty("job", job.name());
        values.setProperty("streams", streamsServers);
        values.setProperty("servers", servers);
        values.setProperty("broker", Long.toString(brokerPid));
        values.setProperty("application", application);
        values.setProperty("records", Long.toString(records));
        values.setProperty("warm-up", Long.toString(warmUp));
        values.setProperty("commit", Long.toString(commitMs));
        values.setProperty("state", state.toString());
        try (Writer writer = Files.newBufferedWriter(file)) {
            values.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Reads it from the file. */
    public static Order read(Path file) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return new Order(
                Job.valueOf(values.getProperty("job")),
                values.getProperty("streams"),
                values.getProperty("servers"),
                Long.parseLong(values.getProperty("broker")),
                values.getProperty("application"),
                Long.parseLong(values.getProperty("records")),
                Long.parseLong(values.getProperty("warm-up")),
                Long.parseLong(values.getProperty("commit")),
                Path.of(values.getProperty("state")));
    }
}
