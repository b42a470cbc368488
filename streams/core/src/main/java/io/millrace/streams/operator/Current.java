package io.millrace.streams.operator;

import io.millrace.streams.store.Codec;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The record on its way through the chain: a cursor that operators change in place. Key and value are each there as an
 * object, or as bytes, or as both while they stand for each other; what is missing is made when it is asked for. The
 * cursor never escapes to user code. <i>Loop-owned.</i>
 */
public final class Current {
    /** Stands where the object has not been made of the bytes. */
    private static final Object UNREAD = new Object();

    private @Nullable Object key;
    private @Nullable Codec keyCodec;
    private byte[] keyArray = HeaderBytes.NONE;
    private int keyPosition;
    private int keySize;

    private @Nullable Object value;
    private @Nullable Codec valueCodec;
    private byte[] valueArray = HeaderBytes.NONE;
    private int valuePosition;
    private int valueSize;

    private byte[] rawHeaders = HeaderBytes.NONE;
    private int headersPosition;
    private int headersSize;
    private int headerCount;
    private @Nullable RecordHeaders headers;

    /** Event time in milliseconds. */
    public long timestamp;

    /** Topic of the source record; null when there is none. */
    public @Nullable String topic;

    /** Partition of the source record, -1 when there is none. */
    public int partition = -1;

    /** Offset of the source record, -1 when there is none. */
    public long offset = -1;

    /** Puts bytes that the codec accepts in the key's place. */
    public void keyBytes(Codec codec, byte[] array, int position, int size) {
        key = UNREAD;
        keyCodec = codec;
        keyArray = array;
        keyPosition = position;
        keySize = size;
    }

    /** Puts an object in the key's place. */
    public void key(@Nullable Object object) {
        key = object;
        keyCodec = null;
    }

    /** The key as an object. */
    public @Nullable Object key() {
        Codec codec = keyCodec;
        if (key == UNREAD && codec != null) {
            key = codec.decode(keyArray, keyPosition, keySize);
            if (codec.changeable()) {
                keyCodec = null;
            }
        }
        return key;
    }

    /** Whether the key is null; makes no object. */
    public boolean keyIsNull() {
        return key == null;
    }

    /**
     * Makes sure that the key's bytes are there, by that codec; false when the serializer made null of it.
     *
     * @param topicName what the serializer is told
     * @param forStore whether they are for a store, and not for a record that carries the headers
     */
    boolean writeKey(Codec codec, String topicName, boolean forStore) {
        if (codec.sameAs(keyCodec)) {
            return true;
        }
        Object object = key();
        byte[] bytes = codec.encode(topicName, serdeHeaders(codec, forStore), object);
        if (bytes == null) {
            keySize = -1;
            return false;
        }
        keyArray = bytes;
        keyPosition = 0;
        keySize = bytes.length;
        keyCodec = codec.canonical() && !codec.changeable() ? codec : null;
        return true;
    }

    byte[] keyArray() {
        return keyArray;
    }

    int keyPosition() {
        return keyPosition;
    }

    /** -1 after {@link #writeKey} gave false. */
    int keySize() {
        return keySize;
    }

    /** Puts bytes that the codec accepts in the value's place. */
    public void valueBytes(Codec codec, byte[] array, int position, int size) {
        value = UNREAD;
        valueCodec = codec;
        valueArray = array;
        valuePosition = position;
        valueSize = size;
    }

    /** Puts an object in the value's place. */
    public void value(@Nullable Object object) {
        value = object;
        valueCodec = null;
    }

    /** The value as an object. */
    public @Nullable Object value() {
        Codec codec = valueCodec;
        if (value == UNREAD && codec != null) {
            value = codec.decode(valueArray, valuePosition, valueSize);
            if (codec.changeable()) {
                valueCodec = null;
            }
        }
        return value;
    }

    /** Whether the value is null; makes no object. */
    public boolean valueIsNull() {
        return value == null;
    }

    /** Makes sure that the value's bytes are there, by that codec; false when the serializer made null of it. */
    boolean writeValue(Codec codec, String topicName) {
        if (codec.sameAs(valueCodec)) {
            return true;
        }
        Object object = value();
        byte[] bytes = codec.encode(topicName, serdeHeaders(codec, false), object);
        if (bytes == null) {
            valueSize = -1;
            return false;
        }
        valueArray = bytes;
        valuePosition = 0;
        valueSize = bytes.length;
        valueCodec = codec.canonical() && !codec.changeable() ? codec : null;
        return true;
    }

    byte[] valueArray() {
        return valueArray;
    }

    int valuePosition() {
        return valuePosition;
    }

    /** -1 after {@link #writeValue} gave false. */
    int valueSize() {
        return valueSize;
    }

    /** Puts raw headers there, as they lie in a v2 record after their count. */
    public void rawHeaders(byte[] array, int position, int size, int count) {
        rawHeaders = array;
        headersPosition = position;
        headersSize = size;
        headerCount = count;
        headers = null;
    }

    /** The headers as objects; from now on they, and no longer the bytes, are what counts. */
    public RecordHeaders headers() {
        RecordHeaders made = headers;
        if (made == null) {
            made = HeaderBytes.read(rawHeaders, headersPosition, headerCount);
            headers = made;
        }
        return made;
    }

    /** Makes sure that the raw headers say what the objects say; user code may have changed those. */
    void writeHeaders() {
        RecordHeaders objects = headers;
        if (objects == null) {
            return;
        }
        byte[] raw = HeaderBytes.write(objects);
        rawHeaders = raw;
        headersPosition = 0;
        headersSize = raw.length;
        headerCount = HeaderBytes.count(objects);
    }

    byte[] rawHeaders() {
        return rawHeaders;
    }

    int headersPosition() {
        return headersPosition;
    }

    int headersSize() {
        return headersSize;
    }

    int headerCount() {
        return headerCount;
    }

    /** A copy of the raw headers, null when there are none. */
    byte @Nullable [] copyHeaders() {
        writeHeaders();
        return headerCount == 0 ? null : Arrays.copyOfRange(rawHeaders, headersPosition, headersPosition + headersSize);
    }

    /** Takes everything from another cursor. */
    void set(Current other) {
        key = other.key;
        keyCodec = other.keyCodec;
        keyArray = other.keyArray;
        keyPosition = other.keyPosition;
        keySize = other.keySize;
        value = other.value;
        valueCodec = other.valueCodec;
        valueArray = other.valueArray;
        valuePosition = other.valuePosition;
        valueSize = other.valueSize;
        rawHeaders = other.rawHeaders;
        headersPosition = other.headersPosition;
        headersSize = other.headersSize;
        headerCount = other.headerCount;
        headers = other.headers;
        timestamp = other.timestamp;
        topic = other.topic;
        partition = other.partition;
        offset = other.offset;
    }

    /** A store's serde gets headers of its own, as the store keeps none; canonical ones do not look at them. */
    private RecordHeaders serdeHeaders(Codec codec, boolean forStore) {
        if (codec.canonical()) {
            return HeaderBytes.EMPTY;
        }
        return forStore ? new RecordHeaders() : headers();
    }
}
