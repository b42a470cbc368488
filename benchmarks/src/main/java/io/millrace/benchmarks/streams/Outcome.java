package io.millrace.benchmarks.streams;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What one run measured. <i>Immutable.</i>
 *
 * @param whole from start to last commit
 * @param warm from the end of the warm-up to the last commit
 * @param checksum of the result, whatever its order
 * @param outputRecords how many records the result took
 */
record Outcome(Part whole, Part warm, String checksum, long outputRecords) {
    /**
     * A stretch of the run. <i>Immutable.</i>
     *
     * @param records of the input
     * @param nanos by the clock
     * @param appCpuNanos of the job's process
     * @param compilerCpuNanos what its JIT compiler has of it
     * @param brokerCpuNanos of the broker's, 0 where it is in the job's process
     */
    record Part(long records, long nanos, long appCpuNanos, long compilerCpuNanos, long brokerCpuNanos) {
        double perSecond() {
            return records * 1e9 / nanos;
        }

        double perAppCpuSecond() {
            return records * 1e9 / appCpuNanos;
        }

        double perCpuSecond() {
            return records * 1e9 / (appCpuNanos + brokerCpuNanos);
        }
    }

    static Outcome read(Path file) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return new Outcome(
                part(values, "whole"),
                part(values, "warm"),
                values.getProperty("checksum"),
                Long.parseLong(values.getProperty("output.records")));
    }

    private static Part part(Properties values, String part) {
        return new Part(
                Long.parseLong(values.getProperty(part + ".records")),
                Long.parseLong(values.getProperty(part + ".nanos")),
                Long.parseLong(values.getProperty(part + ".cpu")),
                Long.parseLong(values.getProperty(part + ".compiler")),
                Long.parseLong(values.getProperty(part + ".broker")));
    }
}
