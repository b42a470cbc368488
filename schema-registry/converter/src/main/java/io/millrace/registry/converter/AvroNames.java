package io.millrace.registry.converter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;

/** The names by which Confluent's converter keeps in Avro what only Connect knows, and in Connect what only Avro knows. */
final class AvroNames {
    static final String NAMESPACE = "io.confluent.connect.avro";
    static final String DEFAULT_NAME = "ConnectDefault";
    static final String MAP_ENTRY = "MapEntry";
    static final String KEY = "key";
    static final String VALUE = "value";

    static final String CONNECT_NAME = "connect.name";
    static final String CONNECT_DOC = "connect.doc";
    static final String CONNECT_VERSION = "connect.version";
    static final String CONNECT_DEFAULT = "connect.default";
    static final String CONNECT_PARAMETERS = "connect.parameters";
    static final String CONNECT_TYPE = "connect.type";
    static final String CONNECT_INTERNAL_TYPE = "connect.internal.type";
    static final String DECIMAL_PRECISION = "connect.decimal.precision";
    static final int DECIMAL_PRECISION_DEFAULT = 64;
    static final String FIXED_SIZE = "connect.fixed.size";

    static final String RECORD_DOC = NAMESPACE + ".record.doc";
    static final String FIELD_DOC = NAMESPACE + ".field.doc.";
    static final String FIELD_DEFAULT = NAMESPACE + ".field.default";
    static final String ENUM = NAMESPACE + ".Enum";
    static final String ENUM_DOC = NAMESPACE + ".enum.doc.";
    static final String ENUM_DEFAULT = NAMESPACE + ".enum.default.";
    static final String UNION = NAMESPACE + ".Union";
    static final String AVRO = "avro";

    private static final Pattern INVALID = Pattern.compile("[^A-Za-z0-9_]");

    private AvroNames() {}

    /** Nameless structs are called so; where a schema holds several, they are numbered. */
    static boolean isDefault(String fullName) {
        String start = NAMESPACE + "." + DEFAULT_NAME;
        return fullName.startsWith(start)
                && fullName.substring(start.length()).chars().allMatch(Character::isDigit);
    }

    static boolean isUnion(Schema schema) {
        return schema.type() == Schema.Type.STRUCT && UNION.equals(schema.name());
    }

    static boolean hasStringKeys(Schema map) {
        return map.keySchema().type() == Schema.Type.STRING && !map.keySchema().isOptional();
    }

    static boolean isMapEntry(org.apache.avro.Schema element) {
        if (element.getType() != org.apache.avro.Schema.Type.RECORD) {
            return false;
        }
        boolean named = NAMESPACE.equals(element.getNamespace()) && MAP_ENTRY.equals(element.getName());
        return named || MAP_ENTRY.equals(element.getProp(CONNECT_INTERNAL_TYPE));
    }

    static String namespace(String fullName) {
        int dot = fullName.lastIndexOf('.');
        return dot < 0 ? "" : fullName.substring(0, dot);
    }

    static String simple(String fullName) {
        return fullName.substring(fullName.lastIndexOf('.') + 1);
    }

    /** A name that Avro allows, as Confluent makes it. */
    static String scrubbed(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        if (encoded.isEmpty() || Character.isDigit(encoded.charAt(0)) || encoded.charAt(0) == '%') {
            encoded = "x" + encoded;
        }
        return INVALID.matcher(encoded).replaceAll("_");
    }

    static String scrubbedPath(String name) {
        StringBuilder result = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            result.append(result.length() == 0 ? "" : ".").append(scrubbed(part));
        }
        return result.toString();
    }
}
