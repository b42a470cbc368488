package io.millrace.storage.log;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Names one partition's log; its directory is {@code <topic>-<partition>}. <i>Immutable.</i>
 *
 * @param topicId tells apart topics that had the same name one after the other
 * @param topic the topic's name
 * @param partition from 0
 */
public record LogId(Uuid topicId, String topic, int partition) {
    /** The directory of its files, under the data directory. */
    public String directory() {
        return topic + "-" + partition;
    }

    // By hand, here and in other keys that a start needs: what the compiler writes for a record makes itself at the
    // first
    // call, out of classes that no archive holds, in a few milliseconds each.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogId id
                && partition == id.partition
                && topicId.equals(id.topicId)
                && topic.equals(id.topic);
    }

    @Override
    public int hashCode() {
        return topicId.hashCode() * 31 + partition;
    }

    @Override
    public String toString() {
        return directory();
    }
}
