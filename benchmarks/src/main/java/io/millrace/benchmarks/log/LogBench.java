package io.millrace.benchmarks.log;

import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;

/** {@code bench log}: our node beside one Apache Kafka broker. */
public final class LogBench implements Bench {
    @Override
    public String name() {
        return "log";
    }

    @Override
    public String says() {
        return "start, memory, produce and consume beside Apache Kafka, with the stock Java client";
    }

    @Override
    public Report run(BenchOptions options) {
        throw new UnsupportedOperationException();
    }
}
