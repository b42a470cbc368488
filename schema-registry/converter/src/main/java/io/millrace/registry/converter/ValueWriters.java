package io.millrace.registry.converter;

import io.millrace.registry.serde.AvroSink;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema.Type;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Makes the writer for a schema of Connect's and the schema of Avro's that it was turned into. */
final class ValueWriters {
    /** For a value that is there. */
    private interface Present {
        void write(Object value, AvroSink sink) throws IOException;
    }

    private final boolean ignoreDefaults;

    private ValueWriters(ConverterConfig config) {
        this.ignoreDefaults = config.ignoreDefaults();
    }

    static ValueWriter of(Schema connect, org.apache.avro.Schema avro, ConverterConfig config) {
        return new ValueWriters(config).of(connect, avro);
    }

    private ValueWriter of(Schema connect, org.apache.avro.Schema avro) {
        if (AvroNames.isUnion(connect)) {
            return union(connect, avro);
        }
        if (avro.getType() != Type.UNION) {
            Present present = present(connect, avro);
            return (value, sink) -> present.write(required(value), sink);
        }
        int at = AvroToConnect.onlyType(avro);
        Present present = present(connect, avro.getTypes().get(at));
        return (value, sink) -> {
            sink.writeIndex(value == null ? 1 - at : at);
            if (value != null) {
                present.write(value, sink);
            }
        };
    }

    private Present present(Schema connect, org.apache.avro.Schema avro) {
        return switch (connect.type()) {
            case INT8, INT16 -> (value, sink) -> sink.writeInt(((Number) value).intValue());
            case INT32 -> int32(connect);
            case INT64 ->
                Timestamp.LOGICAL_NAME.equals(connect.name())
                        ? (value, sink) -> sink.writeLong(Timestamp.fromLogical(connect, (java.util.Date) value))
                        : (value, sink) -> sink.writeLong((Long) value);
            case FLOAT32 -> (value, sink) -> sink.writeFloat((Float) value);
            case FLOAT64 -> (value, sink) -> sink.writeDouble((Double) value);
            case BOOLEAN -> (value, sink) -> sink.writeBoolean((Boolean) value);
            case STRING ->
                avro.getType() == Type.ENUM ? symbol(avro) : (value, sink) -> sink.writeString((String) value);
            case BYTES -> bytes(connect, avro);
            case ARRAY -> array(connect, avro);
            case MAP -> AvroNames.hasStringKeys(connect) ? map(connect, avro) : entries(connect, avro);
            case STRUCT -> struct(connect, avro);
        };
    }

    /** Bytes on their own: written bare, without a length. */
    static byte[] bareBytes(Schema connect, Object value) {
        return Decimal.LOGICAL_NAME.equals(connect.name())
                ? Decimal.fromLogical(connect, (BigDecimal) value)
                : Logical.bytes(value);
    }

    private static Present int32(Schema connect) {
        if (Date.LOGICAL_NAME.equals(connect.name())) {
            return (value, sink) -> sink.writeInt(Date.fromLogical(connect, (java.util.Date) value));
        } else if (Time.LOGICAL_NAME.equals(connect.name())) {
            return (value, sink) -> sink.writeInt(Time.fromLogical(connect, (java.util.Date) value));
        }
        return (value, sink) -> sink.writeInt((Integer) value);
    }

    private static Present symbol(org.apache.avro.Schema avro) {
        return (value, sink) -> {
            if (!avro.hasEnumSymbol((String) value)) {
                throw new DataException(value + " is no symbol of " + avro.getFullName());
            }
            sink.writeEnum(avro.getEnumOrdinal((String) value));
        };
    }

    private static Present bytes(Schema connect, org.apache.avro.Schema avro) {
        if (avro.getType() != Type.FIXED) {
            return (value, sink) -> sink.writeBytes(bareBytes(connect, value));
        }
        return (value, sink) -> {
            byte[] bytes = bareBytes(connect, value);
            if (bytes.length != avro.getFixedSize()) {
                throw new DataException(
                        bytes.length + " bytes where " + avro.getFullName() + " has " + avro.getFixedSize());
            }
            sink.writeFixed(bytes, 0, bytes.length);
        };
    }

    private Present array(Schema connect, org.apache.avro.Schema avro) {
        ValueWriter item = of(connect.valueSchema(), avro.getElementType());
        return (value, sink) -> {
            Collection<?> items = (Collection<?>) value;
            sink.writeArrayStart();
            sink.setItemCount(items.size());
            for (Object one : items) {
                sink.startItem();
                item.write(one, sink);
            }
            sink.writeArrayEnd();
        };
    }

    private Present map(Schema connect, org.apache.avro.Schema avro) {
        ValueWriter item = of(connect.valueSchema(), avro.getValueType());
        return (value, sink) -> {
            Map<?, ?> map = (Map<?, ?>) value;
            sink.writeMapStart();
            sink.setItemCount(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sink.startItem();
                sink.writeString((String) required(entry.getKey()));
                item.write(entry.getValue(), sink);
            }
            sink.writeMapEnd();
        };
    }

    // Avro's maps have texts for keys; others become a list of keys and values.
    private Present entries(Schema connect, org.apache.avro.Schema avro) {
        List<org.apache.avro.Schema.Field> fields = avro.getElementType().getFields();
        ValueWriter key = of(connect.keySchema(), fields.get(0).schema());
        ValueWriter item = of(connect.valueSchema(), fields.get(1).schema());
        return (value, sink) -> {
            Map<?, ?> map = (Map<?, ?>) value;
            sink.writeArrayStart();
            sink.setItemCount(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sink.startItem();
                key.write(entry.getKey(), sink);
                item.write(entry.getValue(), sink);
            }
            sink.writeArrayEnd();
        };
    }

    private Present struct(Schema connect, org.apache.avro.Schema avro) {
        Field[] fields = connect.fields().toArray(new Field[0]);
        ValueWriter[] writers = new ValueWriter[fields.length];
        boolean[] asIs = new boolean[fields.length];
        for (int i = 0; i < fields.length; i++) {
            writers[i] = of(fields[i].schema(), avro.getFields().get(i).schema());
            asIs[i] = ignoreDefaults && fields[i].schema().isOptional();
        }
        SchemaMatch match = new SchemaMatch(connect);
        return (value, sink) -> {
            Struct struct = (Struct) value;
            match.check(struct.schema());
            for (int i = 0; i < writers.length; i++) {
                try {
                    writers[i].write(
                            asIs[i] ? struct.getWithoutDefault(fields[i].name()) : struct.get(fields[i]), sink);
                } catch (DataException | ClassCastException e) {
                    throw new DataException("field " + fields[i].name() + ": " + e.getMessage(), e);
                }
            }
        };
    }

    // A union of several types is a struct with one field set.
    private ValueWriter union(Schema connect, org.apache.avro.Schema avro) {
        List<Field> fields = connect.fields();
        int shift = connect.isOptional() ? 1 : 0;
        Map<Integer, Present> members = new HashMap<>();
        for (Field field : fields) {
            int at = field.index() + shift;
            members.put(field.index(), present(field.schema(), avro.getTypes().get(at)));
        }
        return (value, sink) -> {
            if (value == null && shift == 1) {
                sink.writeIndex(0);
                return;
            }
            Struct struct = (Struct) required(value);
            for (Field field : fields) {
                Object member = struct.getWithoutDefault(field.name());
                Present writer = members.get(field.index());
                if (member != null && writer != null) {
                    sink.writeIndex(field.index() + shift);
                    writer.write(member, sink);
                    return;
                }
            }
            throw new DataException("a union of which no member is set");
        };
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new DataException("null where the schema needs a value");
        }
        return value;
    }
}
