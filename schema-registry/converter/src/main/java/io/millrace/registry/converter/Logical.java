package io.millrace.registry.converter;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Connect's logical types, and the numbers and bytes that carry them. */
final class Logical {
    private Logical() {}

    static Object toRaw(Schema schema, Object value) {
        if (schema.name() == null) {
            return value;
        }
        return switch (schema.name()) {
            case Decimal.LOGICAL_NAME -> Decimal.fromLogical(schema, (BigDecimal) value);
            case Date.LOGICAL_NAME -> Date.fromLogical(schema, (java.util.Date) value);
            case Time.LOGICAL_NAME -> Time.fromLogical(schema, (java.util.Date) value);
            case Timestamp.LOGICAL_NAME -> Timestamp.fromLogical(schema, (java.util.Date) value);
            default -> value;
        };
    }

    static Object fromRaw(Schema schema, Object value) {
        if (schema.name() == null) {
            return value;
        }
        return switch (schema.name()) {
            case Decimal.LOGICAL_NAME -> Decimal.toLogical(schema, bytes(value));
            case Date.LOGICAL_NAME -> Date.toLogical(schema, (Integer) value);
            case Time.LOGICAL_NAME -> Time.toLogical(schema, (Integer) value);
            case Timestamp.LOGICAL_NAME -> Timestamp.toLogical(schema, (Long) value);
            default -> value;
        };
    }

    static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
