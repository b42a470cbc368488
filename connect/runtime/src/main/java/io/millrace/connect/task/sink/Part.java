package io.millrace.connect.task.sink;

import io.millrace.client.consume.Fetched;
import java.util.ArrayDeque;
import org.apache.kafka.common.TopicPartition;

/** One partition as the sink task's thread sees it. */
final class Part {
    final TopicPartition partition;
    /** Fetched and not yet read to its end, oldest first. */
    final ArrayDeque<Fetched> slices = new ArrayDeque<>();
    /** The next to read. */
    long read;
    /** After what the task has taken. */
    long position;
    /** What the group knows, or where it began. */
    long committed;

    int seek;
    boolean paused;
    /** Whether its first record was told to the listener. */
    boolean touched;

    Part(TopicPartition partition, long offset) {
        this.partition = partition;
        this.read = offset;
        this.position = offset;
        this.committed = offset;
    }
}
