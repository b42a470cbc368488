package io.millrace.connector.jdbc;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What a sink was told: its keys, declared once each, bound to one typed value. <i>Immutable.</i> */
record JdbcSinkConfig(
        String url,
        @Nullable String user,
        @Nullable Password password,
        int connectionAttempts,
        long connectionBackoffMs,
        boolean upsert,
        PkMode pkMode,
        List<String> pkFields,
        String tableNameFormat,
        boolean autoCreate,
        boolean autoEvolve,
        boolean deleteEnabled,
        List<String> fieldsWhitelist,
        int batchRows,
        int maxRetries,
        long retryBackoffMs,
        ZoneId zone,
        boolean tolerant) {

    /** Where the primary key of a row comes from. */
    enum PkMode {
        NONE,
        KAFKA,
        RECORD_KEY,
        RECORD_VALUE
    }

    static final String URL = "connection.url";
    static final String USER = "connection.user";
    static final String PASSWORD = "connection.password";
    static final String INSERT_MODE = "insert.mode";
    static final String PK_MODE = "pk.mode";
    static final String PK_FIELDS = "pk.fields";
    static final String TABLE_NAME_FORMAT = "table.name.format";
    static final String DELETE_ENABLED = "delete.enabled";

    private static final String ATTEMPTS = "connection.attempts";
    private static final String CONNECTION_BACKOFF_MS = "connection.backoff.ms";
    private static final String AUTO_CREATE = "auto.create";
    private static final String AUTO_EVOLVE = "auto.evolve";
    private static final String FIELDS_WHITELIST = "fields.whitelist";
    private static final String BATCH_SIZE = "batch.size";
    private static final String MAX_RETRIES = "max.retries";
    private static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
    private static final String DB_TIMEZONE = "db.timezone";

    private static final ConfigDef DEFINITION = define();

    static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** Binds the keys; each must have passed its own check already or a ConfigException names it. */
    static JdbcSinkConfig from(Map<String, String> properties) {
        AbstractConfig c = new AbstractConfig(DEFINITION, properties, false);
        return new JdbcSinkConfig(
                c.getString(URL),
                c.getString(USER),
                c.getPassword(PASSWORD),
                c.getInt(ATTEMPTS),
                c.getLong(CONNECTION_BACKOFF_MS),
                c.getString(INSERT_MODE).equalsIgnoreCase("upsert"),
                PkMode.valueOf(c.getString(PK_MODE).toUpperCase(Locale.ROOT)),
                c.getList(PK_FIELDS),
                c.getString(TABLE_NAME_FORMAT),
                c.getBoolean(AUTO_CREATE),
                c.getBoolean(AUTO_EVOLVE),
                c.getBoolean(DELETE_ENABLED),
                c.getList(FIELDS_WHITELIST),
                c.getInt(BATCH_SIZE),
                c.getInt(MAX_RETRIES),
                c.getLong(RETRY_BACKOFF_MS),
                ZoneId.of(c.getString(DB_TIMEZONE)),
                "all".equalsIgnoreCase(properties.get("errors.tolerance")));
    }

    private static ConfigDef define() {
        var def = new Keys();
        def.group("Connection");
        def.key(
                URL,
                Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigRules.url(),
                Importance.HIGH,
                "Where the database is: jdbc:postgresql://HOST:PORT/DATABASE.");
        def.key(USER, Type.STRING, null, null, Importance.HIGH, "The user to connect as.");
        def.key(PASSWORD, Type.PASSWORD, null, null, Importance.HIGH, "The user's password.");
        def.key(
                ATTEMPTS,
                Type.INT,
                3,
                Range.between(1, 1000),
                Importance.LOW,
                "How often in a row opening a connection may fail before it counts as one of max.retries.");
        def.key(
                CONNECTION_BACKOFF_MS,
                Type.LONG,
                10_000L,
                Range.between(0, 3_600_000),
                Importance.LOW,
                "How long to wait after a connection could not be opened, in milliseconds.");
        def.group("Writes");
        def.key(
                INSERT_MODE,
                Type.STRING,
                "insert",
                ConfigRules.oneOf("insert", "upsert"),
                Importance.HIGH,
                "insert adds a row a record; upsert replaces the row that has the same primary key.");
        def.key(
                DELETE_ENABLED,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether a record without a value deletes the row of its key. Needs pk.mode=record_key.");
        def.key(
                BATCH_SIZE,
                Type.INT,
                3000,
                Range.between(1, 100_000),
                Importance.MEDIUM,
                "The most rows in one statement.");
        def.group("Mapping");
        def.key(
                TABLE_NAME_FORMAT,
                Type.STRING,
                "${topic}",
                ConfigRules.tableName(),
                Importance.MEDIUM,
                "The table, ${topic} standing for the record's topic. A dot in the format parts schema and table; one in the topic's name does not.");
        def.key(
                PK_MODE,
                Type.STRING,
                "none",
                ConfigRules.oneOf("none", "kafka", "record_key", "record_value"),
                Importance.HIGH,
                "Where the primary key comes from: nowhere, the record's topic, partition and offset, its key, or fields of its value.");
        def.key(
                PK_FIELDS,
                Type.LIST,
                List.of(),
                ConfigRules.names(),
                Importance.MEDIUM,
                "The columns of the primary key. kafka: three names or none for __connect_topic, __connect_partition, __connect_offset;"
                        + " record_key: fields of the key, none for all, or the one column that a key without fields goes to;"
                        + " record_value: fields of the value, none for all.");
        def.key(
                FIELDS_WHITELIST,
                Type.LIST,
                List.of(),
                ConfigRules.names(),
                Importance.MEDIUM,
                "The fields of the value to write beside the primary key; none for all.");
        def.key(
                DB_TIMEZONE,
                Type.STRING,
                "UTC",
                ConfigRules.zone(),
                Importance.MEDIUM,
                "The time zone in which columns without one hold their timestamps.");
        def.group("Tables");
        def.key(
                AUTO_CREATE,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether to create a table that is missing.");
        def.key(
                AUTO_EVOLVE,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether to add columns that a table lacks, if their fields are optional.");
        def.group("Retries");
        def.key(
                MAX_RETRIES,
                Type.INT,
                10,
                Range.atLeast(0),
                Importance.MEDIUM,
                "How often to try a write again when the database is away or busy, before the task fails.");
        def.key(
                RETRY_BACKOFF_MS,
                Type.LONG,
                3000L,
                Range.between(0, 3_600_000),
                Importance.MEDIUM,
                "How long to wait before such a write is tried again, in milliseconds.");
        return def.definition;
    }

    /** Adds keys in the order in which they are read, group by group. */
    private static final class Keys {
        final ConfigDef definition = new ConfigDef();
        private String group = "";
        private int order;

        void group(String name) {
            group = name;
            order = 0;
        }

        void key(
                String name,
                Type type,
                @Nullable Object preset,
                ConfigDef.@Nullable Validator rule,
                Importance importance,
                String says) {
            var recommends = rule instanceof ConfigDef.Recommender r ? r : null;
            definition.define(
                    name,
                    type,
                    preset,
                    rule,
                    importance,
                    says,
                    group,
                    ++order,
                    ConfigDef.Width.MEDIUM,
                    name,
                    recommends);
        }
    }
}
