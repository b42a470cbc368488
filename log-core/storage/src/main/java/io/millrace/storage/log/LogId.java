package io.millrace.storage.log;

import org.apache.kafka.common.Uuid;

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

    @Override
    public String toString() {
        return directory();
    }
}
