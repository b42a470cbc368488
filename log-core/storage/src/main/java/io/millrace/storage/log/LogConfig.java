package io.millrace.storage.log;

/**
 * What a topic may choose for its logs. <i>Immutable.</i>
 *
 * @param durability what stands behind an acknowledgement
 * @param segmentBytes a new segment file is begun before this size is passed
 */
public record LogConfig(Durability durability, int segmentBytes) {}
