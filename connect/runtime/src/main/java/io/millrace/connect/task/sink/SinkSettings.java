package io.millrace.connect.task.sink;

import io.millrace.client.consume.FetchConfig;
import io.millrace.client.group.GroupConfig;

/**
 * How a sink reads. <i>Immutable.</i>
 *
 * @param group whose member each task is
 * @param fetch how much is fetched ahead
 * @param maxRecords records in one put at most
 * @param reset where a partition without a position begins
 * @param lookIntervalMs time between looks for new topics and partitions
 */
public record SinkSettings(GroupConfig group, FetchConfig fetch, int maxRecords, Reset reset, int lookIntervalMs) {
    /** Where to begin. */
    public enum Reset {
        /** At the first record that the log has. */
        EARLIEST,
        /** After the last. */
        LATEST,
        /** Nowhere: the task fails. */
        NONE
    }
}
