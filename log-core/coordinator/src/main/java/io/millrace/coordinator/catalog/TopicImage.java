package io.millrace.coordinator.catalog;

import io.millrace.coordinator.config.TopicConfigs;
import io.millrace.wire.message.MetadataRecord.Partition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** One topic: its partitions by number, and the configuration values that were set on it. <i>Immutable.</i> */
public record TopicImage(String name, Uuid id, List<Partition> partitions, Map<String, String> configs) {
    /** How many partitions it has. */
    public int partitionCount() {
        return partitions.size();
    }

    /** A topic of the log's own, which clients do not produce to or delete. */
    public boolean internal() {
        return TopicNames.isInternal(name);
    }

    /** The value in force of a key of {@link TopicConfigs}: the topic's own, else the default. */
    public String config(String key) {
        String own = configs.get(key);
        return own != null ? own : TopicConfigs.of(key).defaultValue();
    }
}
