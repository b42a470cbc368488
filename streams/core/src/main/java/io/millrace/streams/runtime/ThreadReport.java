package io.millrace.streams.runtime;

import io.millrace.streams.processor.TaskId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a stream thread was doing when it last looked up from its work. <i>Immutable.</i>
 *
 * @param name the thread's
 * @param clientId that of its client
 * @param state its state
 * @param processed input records pushed through tasks since it started
 * @param commits commits of offsets since it started
 * @param tasks its tasks
 */
public record ThreadReport(
        String name, String clientId, ThreadState state, long processed, long commits, List<TaskReport> tasks) {
    /**
     * One task. <i>Immutable.</i>
     *
     * @param id its id
     * @param running whether it processes; otherwise it is being restored
     * @param processed input records since it was opened on this thread
     * @param dropped input records left out since then
     * @param sent records written to topics since then
     * @param positions next offsets to process
     * @param committed next offsets as last committed
     * @param ends ends of its input partitions as last heard
     */
    public record TaskReport(
            TaskId id,
            boolean running,
            long processed,
            long dropped,
            long sent,
            Map<TopicPartition, Long> positions,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> ends) {}
}
