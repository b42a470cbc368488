package io.millrace.streams.runtime;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The largest timestamp of a partition as the metadata of its committed position, in Kafka Streams' format. */
final class PartitionTime {
    static final long UNKNOWN = -1;

    private static final byte VERSION = 1;
    private static final byte NEWEST_READABLE = 2;

    private PartitionTime() {}

    static String encode(long timestamp) {
        byte[] bytes = ByteBuffer.allocate(9).put(VERSION).putLong(timestamp).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Reads both versions, of which the second appends fields; anything else, a foreign tool's text, is unknown. */
    static long decode(String metadata) {
        if (metadata.isEmpty()) {
            return UNKNOWN;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata));
            if (bytes.remaining() < 9) {
                return UNKNOWN;
            }
            byte version = bytes.get();
            return version >= VERSION && version <= NEWEST_READABLE ? bytes.getLong() : UNKNOWN;
        } catch (IllegalArgumentException noBase64) {
            return UNKNOWN;
        }
    }
}
