package io.millrace.client.kafka.consumer;

import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.RecordWalk;
import org.jspecify.annotations.Nullable;

/** A slice on its way from the client's loop to the user, with the version of the position it was fetched for. */
final class Delivery {
    final Fetched fetched;
    final Position position;
    private final int version;
    /** Set while it is being read. */
    @Nullable
    RecordWalk walk;
    /** The walk's current record was not given out: its key or value could not be read. */
    boolean again;

    Delivery(Fetched fetched, Position position, int version) {
        this.fetched = fetched;
        this.position = position;
        this.version = version;
    }

    /** Whether the position has not moved since. */
    boolean current() {
        return position.assigned && position.version == version;
    }
}
