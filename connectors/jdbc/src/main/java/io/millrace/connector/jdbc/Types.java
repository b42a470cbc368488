package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.dialect.ColumnType;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/** The column types of schemas. */
final class Types {
    private static final Map<String, ColumnType> LOGICAL = Map.of(
            Decimal.LOGICAL_NAME, ColumnType.DECIMAL,
            Date.LOGICAL_NAME, ColumnType.DATE,
            Time.LOGICAL_NAME, ColumnType.TIME,
            Timestamp.LOGICAL_NAME, ColumnType.TIMESTAMP);

    private Types() {}

    /** How many digits a decimal's schema gives its values after the point. */
    static int scale(String field, Schema schema) {
        String scale = schema.parameters() == null ? null : schema.parameters().get(Decimal.SCALE_FIELD);
        try {
            return Integer.parseInt(String.valueOf(scale));
        } catch (NumberFormatException e) {
            throw new DataException("field " + field + " is a decimal whose schema has no scale: " + scale);
        }
    }

    static ColumnType of(String field, Schema schema) {
        ColumnType logical = schema.name() == null ? null : LOGICAL.get(schema.name());
        if (logical != null) {
            return logical;
        }
        return switch (schema.type()) {
            case INT8, INT16 -> ColumnType.INT16;
            case INT32 -> ColumnType.INT32;
            case INT64 -> ColumnType.INT64;
            case FLOAT32 -> ColumnType.FLOAT32;
            case FLOAT64 -> ColumnType.FLOAT64;
            case BOOLEAN -> ColumnType.BOOLEAN;
            case STRING -> ColumnType.TEXT;
            case BYTES -> ColumnType.BYTES;
            case ARRAY, MAP, STRUCT ->
                throw new DataException("field " + field + " is "
                        + schema.type().getName() + ", which no column holds: flatten or drop it by a transform");
        };
    }
}
