package io.millrace.registry.converter;

import io.millrace.registry.serde.AvroSource;
import java.io.IOException;
import java.util.ArrayList;
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

/** Makes the reader for a schema of Avro's and the schema of Connect's that it was turned into. */
final class ValueReaders {
    private ValueReaders() {}

    static ValueReader of(org.apache.avro.Schema avro, Schema connect) {
        return switch (avro.getType()) {
            case NULL -> source -> null;
            case BOOLEAN -> AvroSource::readBoolean;
            case INT -> integer(connect);
            case LONG ->
                Timestamp.LOGICAL_NAME.equals(connect.name())
                        ? source -> Timestamp.toLogical(connect, source.readLong())
                        : AvroSource::readLong;
            case FLOAT -> AvroSource::readFloat;
            case DOUBLE -> AvroSource::readDouble;
            case STRING -> AvroSource::readString;
            case BYTES ->
                Decimal.LOGICAL_NAME.equals(connect.name())
                        ? source -> Decimal.toLogical(
                                connect, source.readBytes(null).array())
                        : source -> source.readBytes(null);
            case FIXED -> fixed(avro, connect);
            case ENUM -> symbol(avro);
            case ARRAY -> connect.type() == Schema.Type.MAP ? entries(avro, connect) : array(avro, connect);
            case MAP -> map(avro, connect);
            case RECORD -> struct(avro, connect);
            case UNION -> union(avro, connect);
        };
    }

    private static ValueReader integer(Schema connect) {
        if (Date.LOGICAL_NAME.equals(connect.name())) {
            return source -> Date.toLogical(connect, source.readInt());
        } else if (Time.LOGICAL_NAME.equals(connect.name())) {
            return source -> Time.toLogical(connect, source.readInt());
        }
        return switch (connect.type()) {
            case INT8 -> source -> (byte) source.readInt();
            case INT16 -> source -> (short) source.readInt();
            default -> AvroSource::readInt;
        };
    }

    private static ValueReader fixed(org.apache.avro.Schema avro, Schema connect) {
        int size = avro.getFixedSize();
        return source -> {
            byte[] bytes = new byte[size];
            source.readFixed(bytes, 0, size);
            return Logical.fromRaw(connect, java.nio.ByteBuffer.wrap(bytes));
        };
    }

    private static ValueReader symbol(org.apache.avro.Schema avro) {
        String[] symbols = avro.getEnumSymbols().toArray(new String[0]);
        return source -> symbols[place(source.readEnum(), symbols.length)];
    }

    private static ValueReader array(org.apache.avro.Schema avro, Schema connect) {
        ValueReader item = of(avro.getElementType(), connect.valueSchema());
        return source -> {
            List<@Nullable Object> items = new ArrayList<>();
            for (long count = source.readArrayStart(); count > 0; count = source.arrayNext()) {
                for (long i = 0; i < count; i++) {
                    items.add(item.read(source));
                }
            }
            return items;
        };
    }

    private static ValueReader map(org.apache.avro.Schema avro, Schema connect) {
        ValueReader item = of(avro.getValueType(), connect.valueSchema());
        return source -> {
            Map<String, @Nullable Object> map = new HashMap<>();
            for (long count = source.readMapStart(); count > 0; count = source.mapNext()) {
                for (long i = 0; i < count; i++) {
                    map.put(source.readString(), item.read(source));
                }
            }
            return map;
        };
    }

    private static ValueReader entries(org.apache.avro.Schema avro, Schema connect) {
        List<org.apache.avro.Schema.Field> fields = avro.getElementType().getFields();
        boolean keyFirst = fields.get(0).name().equals(AvroNames.KEY);
        ValueReader first = of(fields.get(0).schema(), keyFirst ? connect.keySchema() : connect.valueSchema());
        ValueReader second = of(fields.get(1).schema(), keyFirst ? connect.valueSchema() : connect.keySchema());
        return source -> {
            Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
            for (long count = source.readArrayStart(); count > 0; count = source.arrayNext()) {
                for (long i = 0; i < count; i++) {
                    Object one = first.read(source);
                    Object other = second.read(source);
                    map.put(keyFirst ? one : other, keyFirst ? other : one);
                }
            }
            return map;
        };
    }

    private static ValueReader struct(org.apache.avro.Schema avro, Schema connect) {
        Field[] fields = connect.fields().toArray(new Field[0]);
        ValueReader[] readers = new ValueReader[fields.length];
        for (int i = 0; i < fields.length; i++) {
            readers[i] = of(avro.getFields().get(i).schema(), fields[i].schema());
        }
        return source -> {
            Struct struct = new Struct(connect);
            for (int i = 0; i < readers.length; i++) {
                struct.put(fields[i], readers[i].read(source));
            }
            return struct;
        };
    }

    private static ValueReader union(org.apache.avro.Schema avro, Schema connect) {
        List<org.apache.avro.Schema> types = avro.getTypes();
        int only = AvroToConnect.onlyType(avro);
        if (only >= 0) {
            ValueReader reader = of(types.get(only), connect);
            return source -> place(source.readIndex(), 2) == only ? reader.read(source) : null;
        }
        ValueReader[] readers = new ValueReader[types.size()];
        @Nullable Field[] fields = new Field[types.size()];
        int next = 0;
        for (int i = 0; i < readers.length; i++) {
            if (types.get(i).getType() != Type.NULL) {
                Field field = connect.fields().get(next++);
                fields[i] = field;
                readers[i] = of(types.get(i), field.schema());
            }
        }
        return source -> member(connect, fields, readers, source);
    }

    private static @Nullable Object member(
            Schema connect, @Nullable Field[] fields, ValueReader[] readers, AvroSource source) throws IOException {
        int at = place(source.readIndex(), readers.length);
        Field field = fields[at];
        return field == null ? null : new Struct(connect).put(field, readers[at].read(source));
    }

    private static int place(int read, int count) {
        if (read < 0 || read >= count) {
            throw new DataException("choice " + read + " of " + count);
        }
        return read;
    }
}
