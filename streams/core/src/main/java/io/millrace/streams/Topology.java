package io.millrace.streams;

import io.millrace.streams.topology.BuiltTopology;

/** What a job does, ready to be run, tested or described. *Immutable.* */
public class Topology {
    private final BuiltTopology built;

    Topology(BuiltTopology built) {
        this.built = built;
    }

    /** Where a source starts that has no committed offset; {@link io.millrace.streams.AutoOffsetReset} is the newer form. */
    public enum AutoOffsetReset {
        /** At the first record that is kept. */
        EARLIEST,
        /** After the last record. */
        LATEST;

        /** The same in the newer form. */
        public io.millrace.streams.AutoOffsetReset policy() {
            return this == EARLIEST
                    ? io.millrace.streams.AutoOffsetReset.earliest()
                    : io.millrace.streams.AutoOffsetReset.latest();
        }
    }

    /** A description of sources, operators, sinks and stores. */
    public TopologyDescription describe() {
        return built.describe();
    }

    /** The graph as data: for the engine, not for its users, and unknown to Kafka Streams. */
    public BuiltTopology built() {
        return built;
    }
}
