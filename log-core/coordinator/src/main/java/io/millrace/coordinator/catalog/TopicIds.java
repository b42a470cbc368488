package io.millrace.coordinator.catalog;

import org.apache.kafka.common.Uuid;

/** Where the ids of new topics come from: random in production, seeded in a simulated world. */
@FunctionalInterface
public interface TopicIds {
    /** An id that is never given twice; not zero, and not the metadata topic's. */
    Uuid next();
}
