package io.millrace.streams;

import io.millrace.streams.processor.TaskId;
import io.millrace.streams.runtime.ThreadReport;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A thread's report in the words of the public face; one client does all a thread needs. <i>Immutable.</i> */
record LocalThread(String threadState, String threadName, String clientId, Set<TaskMetadata> activeTasks)
        implements ThreadMetadata {

    static LocalThread of(ThreadReport report) {
        Set<TaskMetadata> tasks = new LinkedHashSet<>();
        report.tasks().forEach(task -> tasks.add(new LocalTask(task.id(), task.committed(), task.ends())));
        return new LocalThread(report.state().name(), report.name(), report.clientId(), tasks);
    }

    @Override
    public Set<TaskMetadata> standbyTasks() {
        return Set.of();
    }

    @Override
    public String consumerClientId() {
        return clientId;
    }

    @Override
    public String restoreConsumerClientId() {
        return clientId;
    }

    @Override
    public Set<String> producerClientIds() {
        return Set.of(clientId);
    }

    @Override
    public String adminClientId() {
        return clientId;
    }

    private record LocalTask(
            TaskId taskId, Map<TopicPartition, Long> committedOffsets, Map<TopicPartition, Long> endOffsets)
            implements TaskMetadata {
        @Override
        public Set<TopicPartition> topicPartitions() {
            return endOffsets.keySet();
        }

        @Override
        public Optional<Long> timeCurrentIdlingStarted() {
            return Optional.empty();
        }
    }
}
