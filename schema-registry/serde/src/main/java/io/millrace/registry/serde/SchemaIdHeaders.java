package io.millrace.registry.serde;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The schema's guid in a header beside the record instead of an id before it: a byte of 1 and the guid's sixteen, which are
 * the same in every registry. <i>Immutable.</i>
 */
public final class SchemaIdHeaders {
    private static final String KEY = "__key_schema_id";
    private static final String VALUE = "__value_schema_id";
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 16;

    private SchemaIdHeaders() {}

    /** The header's name. */
    public static String name(boolean isKey) {
        return isKey ? KEY : VALUE;
    }

    /** The header's value. */
    public static byte[] encode(UUID guid) {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    /** The guid that stands beside a record, or null where none does. What follows it in the header is not looked at. */
    public static @Nullable UUID find(@Nullable Headers headers, boolean isKey, String topic) {
        Header header = headers == null ? null : headers.lastHeader(name(isKey));
        if (header == null) {
            return null;
        }
        byte[] value = header.value();
        if (value == null || value.length < BYTES || value[0] != VERSION) {
            throw new SerializationException("the header " + name(isKey) + " of a record of topic " + topic
                    + " holds no schema guid: a byte of 1 and sixteen of the guid were expected");
        }
        ByteBuffer bytes = ByteBuffer.wrap(value, 1, BYTES - 1);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
