package io.millrace.streams.operator;

import io.millrace.streams.errors.DeserializationExceptionHandler;
import io.millrace.streams.errors.ProcessingExceptionHandler;
import io.millrace.streams.errors.ProductionExceptionHandler;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.store.ChangelogSink;
import org.jspecify.annotations.Nullable;

/** What the steps of one task share. <i>Loop-owned.</i> */
public final class TaskContext {
    final TaskId id;
    final RecordSink sink;
    final Counters counters = new Counters();
    final Failures failures;
    private final String applicationId;
    private final ChangelogSink changelog;
    private final long cacheMaxBytes;

    /** For one task. */
    public TaskContext(
            TaskId id,
            String applicationId,
            RecordSink sink,
            ChangelogSink changelog,
            long cacheMaxBytes,
            DeserializationExceptionHandler deserialization,
            ProcessingExceptionHandler processing,
            ProductionExceptionHandler production) {
        this.id = id;
        this.applicationId = applicationId;
        this.sink = sink;
        this.cacheMaxBytes = cacheMaxBytes;
        this.failures = new Failures(this, deserialization, processing, production);
        this.changelog = (store, timestamp, key, keyPosition, keySize, value, valuePosition, valueSize) -> {
            counters.logged++;
            changelog.log(store, timestamp, key, keyPosition, keySize, value, valuePosition, valueSize);
        };
    }

    /** What the task has done. */
    public Counters counters() {
        return counters;
    }

    /** The changelogs, counted. */
    ChangelogSink changelog() {
        return changelog;
    }

    /** The full name of an internal topic. */
    public String internalTopic(String name) {
        return applicationId + "-" + name;
    }

    /** Whether stores may buffer: there is a budget for it. */
    boolean buffers() {
        return cacheMaxBytes > 0;
    }

    /** Asks the handler about an exception out of an operator's own work; returns when the record is to be left out. */
    void processingFailed(Step step, Current current, Exception cause) {
        failures.processing(step, current, cause);
    }

    /** The exception with which the task stops at this record. */
    public StreamsException stop(String what, Step step, Current current, @Nullable Throwable cause) {
        return failures.stop(what, step, current, cause);
    }
}
