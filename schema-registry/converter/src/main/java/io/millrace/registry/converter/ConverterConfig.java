package io.millrace.registry.converter;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The converter's own settings; those of the client and the serde stand beside them. Immutable. */
record ConverterConfig(boolean enhanced, boolean metaData, boolean scrubNames, boolean ignoreDefaults, int cacheSize) {
    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "schema.registry.url",
                    Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "Addresses of the schema registry, tried in turn; mock://SCOPE for one in memory.")
            .define(
                    "auto.register.schemas",
                    Type.BOOLEAN,
                    true,
                    Importance.MEDIUM,
                    "Register a schema that the subject does not have.")
            .define(
                    "use.latest.version",
                    Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Without automatic registration: write the subject's newest schema where the data has the same.")
            .define("normalize.schemas", Type.BOOLEAN, false, Importance.LOW, "Compare schemas in their normal form.")
            .define(
                    "key.subject.name.strategy",
                    Type.STRING,
                    "TopicNameStrategy",
                    Importance.LOW,
                    "How the subject of keys is named: TopicNameStrategy, RecordNameStrategy or"
                            + " TopicRecordNameStrategy.")
            .define(
                    "value.subject.name.strategy",
                    Type.STRING,
                    "TopicNameStrategy",
                    Importance.LOW,
                    "How the subject of values is named: as for keys.")
            .define(
                    "ignore.rules",
                    Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Write although the schema has rules to run when writing; none is run.")
            .define(
                    "context.name.strategy",
                    Type.STRING,
                    "",
                    Importance.LOW,
                    "Class that names the registry's context of a topic's subjects; none when empty.")
            .define(
                    "key.schema.id.serializer",
                    Type.STRING,
                    "PrefixSchemaIdSerializer",
                    Importance.LOW,
                    "Where a key's schema is named: PrefixSchemaIdSerializer, or HeaderSchemaIdSerializer.")
            .define(
                    "value.schema.id.serializer",
                    Type.STRING,
                    "PrefixSchemaIdSerializer",
                    Importance.LOW,
                    "Where a value's schema is named: as for keys.")
            .define(
                    "key.schema.id.deserializer",
                    Type.STRING,
                    "DualSchemaIdDeserializer",
                    Importance.LOW,
                    "Where a key's schema is looked for: DualSchemaIdDeserializer (a header where there is one), or"
                            + " PrefixSchemaIdDeserializer.")
            .define(
                    "value.schema.id.deserializer",
                    Type.STRING,
                    "DualSchemaIdDeserializer",
                    Importance.LOW,
                    "Where a value's schema is looked for: as for keys.")
            .define(
                    "enhanced.avro.schema.support",
                    Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Keep enums, and namespaces in the names of union members.")
            .define(
                    "connect.meta.data",
                    Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Keep what Connect's schemas say beyond Avro's in properties.")
            .define(
                    "scrub.invalid.names",
                    Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Replace characters that Avro does not allow in names.")
            .define(
                    "ignore.default.for.nullables",
                    Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Write null for a nullable field without a value, not its default.")
            .define(
                    "schemas.cache.config",
                    Type.INT,
                    1_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "How many converted schemas to remember.")
            .define(
                    "basic.auth.credentials.source",
                    Type.STRING,
                    "URL",
                    Importance.LOW,
                    "Where the registry's user and password come from: URL or USER_INFO.")
            .define("basic.auth.user.info", Type.PASSWORD, null, Importance.LOW, "USER:PASSWORD for the registry.")
            .define("bearer.auth.token", Type.PASSWORD, null, Importance.LOW, "A bearer token for the registry.");

    static ConverterConfig from(Map<String, ?> settings) {
        AbstractConfig config = new AbstractConfig(DEFINITION, settings, false);
        return new ConverterConfig(
                config.getBoolean("enhanced.avro.schema.support"),
                config.getBoolean("connect.meta.data"),
                config.getBoolean("scrub.invalid.names"),
                config.getBoolean("ignore.default.for.nullables"),
                config.getInt("schemas.cache.config"));
    }
}
