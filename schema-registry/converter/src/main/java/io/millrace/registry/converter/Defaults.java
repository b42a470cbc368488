package io.millrace.registry.converter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Default values in the form that stands in a schema's JSON, and back. */
final class Defaults {
    private Defaults() {}

    /** A value of Connect's as a tree of numbers, texts, lists and maps; bytes are a text of Latin-1. */
    static Object toJson(Schema schema, @Nullable Object value) {
        if (value == null) {
            return JsonProperties.NULL_VALUE;
        }
        Object raw = Logical.toRaw(schema, value);
        switch (schema.type()) {
            case INT8:
            case INT16:
                return ((Number) raw).intValue();
            case BYTES:
                return new String(Logical.bytes(raw), StandardCharsets.ISO_8859_1);
            case ARRAY:
                List<Object> items = new ArrayList<>();
                for (Object item : (Collection<?>) raw) {
                    items.add(toJson(schema.valueSchema(), item));
                }
                return items;
            case MAP:
                return mapToJson(schema, (Map<?, ?>) raw);
            case STRUCT:
                Map<String, Object> fields = new LinkedHashMap<>();
                for (Field field : schema.fields()) {
                    fields.put(field.name(), toJson(field.schema(), ((Struct) raw).get(field)));
                }
                return fields;
            default:
                return raw;
        }
    }

    private static Object mapToJson(Schema schema, Map<?, ?> map) {
        Map<String, Object> byName = new LinkedHashMap<>();
        List<Object> entries = new ArrayList<>();
        boolean named = AvroNames.hasStringKeys(schema);
        map.forEach((key, value) -> {
            Object json = toJson(schema.valueSchema(), value);
            if (named) {
                byName.put((String) key, json);
            } else {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(AvroNames.KEY, toJson(schema.keySchema(), key));
                entry.put(AvroNames.VALUE, json);
                entries.add(entry);
            }
        });
        return named ? byName : entries;
    }

    /** The value of Connect's that a tree from a schema's JSON stands for. */
    static @Nullable Object fromJson(Schema schema, @Nullable Object json) {
        if (json == null || json == JsonProperties.NULL_VALUE) {
            return null;
        }
        try {
            return Logical.fromRaw(schema, raw(schema, json));
        } catch (ClassCastException e) {
            throw new DataException("the default " + json + " does not fit type " + schema.type(), e);
        }
    }

    private static Object raw(Schema schema, Object json) {
        switch (schema.type()) {
            case INT8:
                return ((Number) json).byteValue();
            case INT16:
                return ((Number) json).shortValue();
            case INT32:
                return ((Number) json).intValue();
            case INT64:
                return ((Number) json).longValue();
            case FLOAT32:
                return ((Number) json).floatValue();
            case FLOAT64:
                return ((Number) json).doubleValue();
            case STRING:
                return json.toString();
            case BYTES:
                return json instanceof byte[] bytes
                        ? ByteBuffer.wrap(bytes)
                        : ByteBuffer.wrap(((String) json).getBytes(StandardCharsets.ISO_8859_1));
            case ARRAY:
                List<@Nullable Object> items = new ArrayList<>();
                for (Object item : (Collection<?>) json) {
                    items.add(fromJson(schema.valueSchema(), item));
                }
                return items;
            case MAP:
                return rawMap(schema, json);
            case STRUCT:
                return rawStruct(schema, (Map<?, ?>) json);
            default:
                return json;
        }
    }

    private static Object rawMap(Schema schema, Object json) {
        Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
        if (json instanceof Map<?, ?> named) {
            named.forEach((key, value) -> map.put(key, fromJson(schema.valueSchema(), value)));
            return map;
        }
        for (Object item : (Collection<?>) json) {
            boolean pair = item instanceof List<?>;
            Object key = pair ? ((List<?>) item).get(0) : ((Map<?, ?>) item).get(AvroNames.KEY);
            Object value = pair ? ((List<?>) item).get(1) : ((Map<?, ?>) item).get(AvroNames.VALUE);
            map.put(fromJson(schema.keySchema(), key), fromJson(schema.valueSchema(), value));
        }
        return map;
    }

    private static Struct rawStruct(Schema schema, Map<?, ?> json) {
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) {
            Object value = fromJson(field.schema(), json.get(field.name()));
            if (value != null) {
                struct.put(field, value);
            }
        }
        return struct;
    }
}
