package io.millrace.benchmarks.torture;

import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The log as it stands at the end. <i>Immutable.</i>
 *
 * @param all every record by partition and offset, its bytes as they are
 * @param committed what a reader of committed records is given
 * @param groups what each group committed
 */
record LogView(
        Map<TopicPartition, NavigableMap<Long, byte[]>> all,
        Map<TopicPartition, NavigableMap<Long, byte[]>> committed,
        Map<String, Map<TopicPartition, Long>> groups) {}
