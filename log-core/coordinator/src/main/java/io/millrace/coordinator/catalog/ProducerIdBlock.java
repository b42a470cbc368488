package io.millrace.coordinator.catalog;

/** Producer ids from the first one on. <i>Immutable.</i> */
public record ProducerIdBlock(long first, int count) {}
