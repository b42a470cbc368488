package io.millrace.streams;

import java.util.Set;

/** A stream thread of this instance, as it was when asked. */
public interface ThreadMetadata {
    /** Its state by name. */
    String threadState();

    /** Its name. */
    String threadName();

    /** The tasks it has. */
    Set<TaskMetadata> activeTasks();

    /** The tasks it shadows: none. */
    Set<TaskMetadata> standbyTasks();

    /** Id of the client that reads input. */
    String consumerClientId();

    /** Id of the client that restores state. */
    String restoreConsumerClientId();

    /** Ids of the clients that write. */
    Set<String> producerClientIds();

    /** Id of the client that administers. */
    String adminClientId();
}
