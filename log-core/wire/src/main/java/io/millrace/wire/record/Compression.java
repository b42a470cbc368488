package io.millrace.wire.record;

/** How the records of a batch are compressed, by the id in the batch's attributes. <i>Immutable.</i> */
public enum Compression {
    /** As they are. */
    NONE,
    /** gzip. */
    GZIP,
    /** Snappy in the framing of snappy-java. */
    SNAPPY,
    /** LZ4 frames. */
    LZ4,
    /** Zstandard. */
    ZSTD;

    private static final Compression[] BY_ID = values();

    /** The number in the low three bits of the attributes. */
    public int id() {
        return ordinal();
    }

    /** The compression of that id; throws {@link CorruptBatch} for an id that the format does not know. */
    public static Compression of(int id) {
        if (id < 0 || id >= BY_ID.length) {
            throw new CorruptBatch("compression " + id + " is unknown");
        }
        return BY_ID[id];
    }
}
