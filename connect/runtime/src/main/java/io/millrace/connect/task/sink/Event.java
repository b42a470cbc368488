package io.millrace.connect.task.sink;

import io.millrace.client.consume.Fetched;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What the loop tells a sink task's thread, in order. */
sealed interface Event {
    /** The task owns these from now on, each from that offset. */
    record Assigned(Map<TopicPartition, Long> positions) implements Event {}

    /** It gives up all it owns: finish, then run {@code done} (on any thread). */
    record Revoked(Runnable done) implements Event {}

    /** It has lost all it owned; nothing may be committed. */
    record Lost(Collection<TopicPartition> partitions) implements Event {}

    /** Nothing more will come. */
    record Failed(Throwable why) implements Event {}

    /** Records of one partition, fetched since its seek of that number. */
    record Arrived(Fetched slice, int seek) implements Event {}
}
