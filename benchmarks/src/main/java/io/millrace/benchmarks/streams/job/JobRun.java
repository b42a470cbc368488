package io.millrace.benchmarks.streams.job;

import io.millrace.streams.KafkaStreams;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One job over its whole input, measured from start to last commit, in a process of its own. One thread. */
public final class JobRun {
    private static final long PATIENCE_S = 600;

    private JobRun() {}

    /** With the file of an {@link Order} and the file for the result. */
    public static void main(String[] args) {
        run(Order.read(Path.of(args[0])), Path.of(args[1]));
    }

    /** Runs it and writes the result. */
    public static void run(Order order, Path result) {
        Job job = order.job();
        List<String> outputs = job.outputs().stream().map(Job.Output::topic).toList();
        try (Watch watch = new Watch(order.servers())) {
            watch.fresh(outputs);
            watch.ends(List.of(job.input()));
            Meter meter = new Meter(order.brokerPid());
            Taken.expect(meter, order.records(), order.warmUp());
            Meter.Reading start = meter.read();
            Meter.Reading end = process(order, watch, meter);
            Checksum checksum = new Checksum();
            job.outputs()
                    .forEach(output ->
                            checksum.read(order.servers(), watch.ends(List.of(output.topic())), output.lastValues()));
            write(result, order, start, Taken.warm(), end, checksum);
            watch.delete(outputs);
            watch.deleteOf(order.application() + "-");
        }
    }

    private static Meter.Reading process(Order order, Watch watch, Meter meter) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (KafkaStreams streams = new KafkaStreams(order.job().topology(), settings(order))) {
            streams.setUncaughtExceptionHandler(thrown -> {
                failure.set(thrown);
                Taken.all().countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            if (!Taken.all().await(PATIENCE_S, TimeUnit.SECONDS) || failure.get() != null) {
                throw new IllegalStateException("the job did not take in its input", failure.get());
            }
            watch.awaitCommitted(order.application(), order.job().input(), PATIENCE_S * 1000);
            Meter.Reading end = meter.read();
            streams.close(Duration.ofSeconds(30));
            return end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The same for every lane; what is not named here is the engine's default. */
    private static Properties settings(Order order) {
        Properties settings = new Properties();
        settings.put("application.id", order.application());
        settings.put("bootstrap.servers", order.streamsServers());
        settings.put("num.stream.threads", 1);
        settings.put("commit.interval.ms", order.commitMs());
        settings.put("auto.offset.reset", "earliest");
        settings.put("state.dir", order.state().toString());
        // A hundred years of flights reach beyond today.
        settings.put("topic." + Watch.AHEAD, Long.toString(Long.MAX_VALUE));
        // Away from the defaults, to Kafka Streams' advantage. With RocksDB it opens a database for every day of a
        // window
        // store, and the flights cover thousands of them.
        settings.put(
                "dsl.store.suppliers.class",
                "org.apache.kafka.streams.state.BuiltInDslStoreSuppliers$InMemoryDslStoreSuppliers");
        settings.put("buffered.records.per.partition", 10_000);
        settings.put("consumer.max.poll.records", 5_000);
        settings.put("producer.linger.ms", 20);
        settings.put("producer.batch.size", 128 << 10);
        return settings;
    }

    private static void write(
            Path file, Order order, Meter.Reading start, Meter.Reading warm, Meter.Reading end, Checksum checksum) {
        Properties values = new Properties();
        part(values, "whole", order.records(), start, end);
        part(values, "warm", order.records() - order.warmUp(), warm, end);
        values.setProperty("checksum", Long.toHexString(checksum.sum()));
        values.setProperty("output.records", Long.toString(checksum.records()));
        values.setProperty("output.keys", Long.toString(checksum.keys()));
        try (Writer writer = Files.newBufferedWriter(file)) {
            values.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void part(Properties into, String part, long records, Meter.Reading from, Meter.Reading to) {
        into.setProperty(part + ".records", Long.toString(records));
        into.setProperty(part + ".nanos", Long.toString(to.nanos() - from.nanos()));
        into.setProperty(part + ".cpu", Long.toString(to.ownCpuNanos() - from.ownCpuNanos()));
        into.setProperty(part + ".compiler", Long.toString(to.compilerCpuNanos() - from.compilerCpuNanos()));
        into.setProperty(part + ".broker", Long.toString(to.brokerCpuNanos() - from.brokerCpuNanos()));
    }
}
