package io.millrace.streams.task;

import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.store.ChangelogSink;

/**
 * What a task's effects go through. <i>Immutable.</i>
 *
 * @param records takes the records of sinks and repartition topics
 * @param changelog takes the changes of stores that have a changelog
 */
public record TaskPorts(RecordSink records, ChangelogSink changelog) {}
