package io.millrace.connector.file.row;

import java.util.Locale;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What a declared field may be. */
public enum FieldType {
    STRING(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA),
    INT32(Schema.INT32_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA),
    INT64(Schema.INT64_SCHEMA, Schema.OPTIONAL_INT64_SCHEMA),
    FLOAT64(Schema.FLOAT64_SCHEMA, Schema.OPTIONAL_FLOAT64_SCHEMA),
    BOOLEAN(Schema.BOOLEAN_SCHEMA, Schema.OPTIONAL_BOOLEAN_SCHEMA);

    static final String NAMES = "string, int32, int64, float64 or boolean";

    private final Schema required;
    private final Schema optional;

    FieldType(Schema required, Schema optional) {
        this.required = required;
        this.optional = optional;
    }

    static @Nullable FieldType named(String name) {
        for (FieldType type : values()) {
            if (type.says().equals(name)) {
                return type;
            }
        }
        return null;
    }

    String says() {
        return name().toLowerCase(Locale.ROOT);
    }

    Schema schema(boolean isOptional) {
        return isOptional ? optional : required;
    }

    /** The value that a text stands for, or null if it stands for none. */
    @Nullable
    Object of(String text) {
        try {
            return switch (this) {
                case STRING -> text;
                case INT32 -> Integer.valueOf(text);
                case INT64 -> Long.valueOf(text);
                case FLOAT64 -> isDecimal(text) ? Double.valueOf(text) : null;
                case BOOLEAN -> truth(text);
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Boolean truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    /** Java would also read {@code 1d}, {@code 0x1p3}, {@code NaN} and spaces around a number. */
    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
