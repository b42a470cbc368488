package io.millrace.registry;

import io.millrace.registry.avro.AvroProvider;
import io.millrace.registry.json.JsonProvider;
import io.millrace.registry.protobuf.ProtobufProvider;
import io.millrace.registry.schema.SchemaProvider;
import io.millrace.registry.schema.SchemaText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of schemas that are understood. <i>Any thread.</i> */
public final class SchemaTypes {
    private SchemaTypes() {}

    /** Their names. */
    public static List<String> types() {
        return List.of(JsonProvider.TYPE, ProtobufProvider.TYPE, SchemaText.AVRO);
    }

    /** The kind of that name, or null. A type's classes are loaded by its first schema that is parsed, not before. */
    public static @Nullable SchemaProvider find(String type) {
        return switch (type) {
            case SchemaText.AVRO -> Avro.PROVIDER;
            case JsonProvider.TYPE -> Json.PROVIDER;
            case ProtobufProvider.TYPE -> Protobuf.PROVIDER;
            default -> null;
        };
    }

    private static final class Avro {
        private static final SchemaProvider PROVIDER = new AvroProvider();
    }

    private static final class Json {
        private static final SchemaProvider PROVIDER = new JsonProvider();
    }

    private static final class Protobuf {
        private static final SchemaProvider PROVIDER = new ProtobufProvider();
    }
}
