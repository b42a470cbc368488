package io.millrace.streams.topology;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A topic that the job itself needs, its name without the application's id. Without a partition count it takes the one
 * that {@link PartitionCounts} finds. The config is what the user asked for, on top of what its kind needs. *Immutable.*
 */
public record InternalTopic(String name, OptionalInt partitions, Map<String, String> config) {
    /** Copies the config. */
    public InternalTopic {
        config = Map.copyOf(config);
    }
}
