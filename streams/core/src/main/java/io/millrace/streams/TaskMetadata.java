package io.millrace.streams;

import io.millrace.streams.processor.TaskId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A task of this instance, as it was when asked. */
public interface TaskMetadata {
    /** Its id. */
    TaskId taskId();

    /** The partitions it reads. */
    Set<TopicPartition> topicPartitions();

    /** Next offsets as last committed. */
    Map<TopicPartition, Long> committedOffsets();

    /** Ends of its partitions as last heard. */
    Map<TopicPartition, Long> endOffsets();

    /** Since when it waits for an empty partition; not told. */
    Optional<Long> timeCurrentIdlingStarted();
}
