package io.millrace.registry.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.reflect.ReflectDatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** How records of one schema are read. Any thread. */
final class ReadPlan {
    /** How the schema is known: an id, or a guid. */
    final Object name;
    /** The id, or -1 where the schema is known by its guid. */
    final int id;

    final @Nullable Schema wanted;
    private final Schema.Type type;
    private final boolean trailingFails;
    private final DatumReader<Object> reader;

    /** With the schema to read as, or null for what the settings say. */
    ReadPlan(Object name, Schema writer, @Nullable Schema wanted, SerdeConfig config) {
        this.name = name;
        this.id = name instanceof Integer number ? number : -1;
        this.wanted = wanted;
        this.type = writer.getType();
        this.trailingFails = config.trailingFails();
        if (config.reflection()) {
            Reflection reflection = new Reflection(config.reflectionNulls());
            Class<?> type = config.specificType();
            Schema own = type == null ? writer : reflection.trust(type);
            this.reader = new ReflectDatumReader<>(writer, wanted != null ? wanted : own, reflection.data());
        } else if (config.specificReader()) {
            SpecificTypes types = new SpecificTypes();
            Class<?> given = config.specificType();
            Class<?> type = given != null ? given : types.getClass(writer);
            if (writer.getType() == Schema.Type.RECORD) {
                types.withConversionsOf(found(writer, type));
            }
            this.reader = new SpecificDatumReader<>(writer, wanted != null ? wanted : own(writer, type), types);
        } else {
            Schema as = wanted != null ? wanted : writer;
            this.reader = new GenericDatumReader<>(writer, as, LogicalTypes.of(config.logicalTypes()));
        }
    }

    Object read(AvroSource source) throws IOException {
        if (type == Schema.Type.BYTES && wanted == null) {
            byte[] bytes = new byte[source.remainingBytes()];
            source.readFixed(bytes, 0, bytes.length);
            return bytes;
        }
        Object read = type == Schema.Type.STRING && wanted == null ? source.readString() : reader.read(null, source);
        if (trailingFails && source.remainingBytes() > 0) {
            throw new IOException(source.remainingBytes() + " bytes are left behind it");
        }
        return read;
    }

    private static Class<?> found(Schema writer, @Nullable Class<?> type) {
        if (type == null) {
            throw new SerializationException("there is no class " + writer.getFullName()
                    + " for the records of this schema; specific.avro.reader needs it on the class path");
        }
        return type;
    }

    // What the class was generated from; the writer's schema may be older or newer.
    private static Schema own(Schema writer, @Nullable Class<?> type) {
        return writer.getType() == Schema.Type.RECORD && type != null
                ? SpecificData.getForClass(type).getSchema(type)
                : writer;
    }
}
