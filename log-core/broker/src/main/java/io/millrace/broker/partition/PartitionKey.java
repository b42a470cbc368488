package io.millrace.broker.partition;

import org.apache.kafka.common.Uuid;

/** Names one partition by its topic's id, which a later topic of the same name does not share. <i>Immutable.</i> */
public record PartitionKey(Uuid topicId, int partition) {}
