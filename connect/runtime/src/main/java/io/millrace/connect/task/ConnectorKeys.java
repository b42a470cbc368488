package io.millrace.connect.task;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** The runtime's own keys in a connector's config, under Kafka Connect's names, each declared once. */
public final class ConnectorKeys {
    /** The connector's name. */
    public static final String NAME = "name";
    /** Its class or alias. */
    public static final String CLASS = "connector.class";
    /** A range of its versions. */
    public static final String VERSION = "connector.plugin.version";
    /** How many tasks at most. */
    public static final String TASKS_MAX = "tasks.max";
    /** Whether a connector that gives more tasks is refused. */
    public static final String TASKS_MAX_ENFORCE = "tasks.max.enforce";
    /** Between keys and bytes. */
    public static final String KEY_CONVERTER = "key.converter";
    /** Between values and bytes. */
    public static final String VALUE_CONVERTER = "value.converter";
    /** Between headers and bytes. */
    public static final String HEADER_CONVERTER = "header.converter";
    /** Aliases of transformations, in order. */
    public static final String TRANSFORMS = "transforms";
    /** Aliases of predicates. */
    public static final String PREDICATES = "predicates";
    /** Topics that a sink reads. */
    public static final String TOPICS = "topics";
    /** The same by pattern. */
    public static final String TOPICS_REGEX = "topics.regex";
    /** Groups of topics to be made. */
    public static final String TOPIC_GROUPS = "topic.creation.groups";
    /** What becomes of a record that cannot be handled. */
    public static final String TOLERANCE = "errors.tolerance";
    /** How long an operation is tried again. */
    public static final String RETRY_TIMEOUT = "errors.retry.timeout";
    /** The longest pause between tries. */
    public static final String RETRY_DELAY_MAX = "errors.retry.delay.max.ms";
    /** Whether errors are logged. */
    public static final String LOG_ERRORS = "errors.log.enable";
    /** Whether the record is logged with them. */
    public static final String LOG_MESSAGES = "errors.log.include.messages";
    /** Where refused records go. */
    public static final String DLQ_TOPIC = "errors.deadletterqueue.topic.name";
    /** Copies of that topic. */
    public static final String DLQ_REPLICATION = "errors.deadletterqueue.topic.replication.factor";
    /** Whether headers tell what happened. */
    public static final String DLQ_HEADERS = "errors.deadletterqueue.context.headers.enable";
    /** How often a failed task is started again. */
    public static final String RESTART_MAX = "errors.restart.max";
    /** Pause before the first restart. */
    public static final String RESTART_DELAY_INITIAL = "errors.restart.delay.initial.ms";
    /** Longest pause. */
    public static final String RESTART_DELAY_MAX = "errors.restart.delay.max.ms";

    private static final String COMMON = "Common";
    private static final String ERRORS = "Error Handling";

    private ConnectorKeys() {}

    /** Those of any connector of that kind. */
    public static ConfigDef of(PluginKind kind) {
        return plain(kind, NestedKeys.ANY);
    }

    /**
     * Those and, as this config asks for them, the nested ones of transformations, predicates, converters and topic
     * groups. Never throws: a class that is not there is reported by the validator of its own key.
     */
    public static ConfigDef of(PluginKind kind, Map<String, String> config, Plugins plugins) {
        NestedKeys nested = new NestedKeys(config, plugins);
        ConfigDef def = plain(kind, nested);
        nested.addTo(def, kind);
        return def;
    }

    private static ConfigDef plain(PluginKind kind, NestedKeys nested) {
        Group common = new Group(new ConfigDef(), COMMON);
        common(common, nested);
        Group errors = new Group(common.def, ERRORS);
        errors(errors);
        if (kind == PluginKind.SINK) {
            sink(common, errors);
        } else {
            source(new Group(common.def, "Topic Creation"));
        }
        return common.def;
    }

    private static void common(Group to, NestedKeys nested) {
        to.add(
                NAME,
                Type.STRING,
                NO_DEFAULT_VALUE,
                Checks.NAME,
                Importance.HIGH,
                "The connector's name, unique in the worker.");
        to.add(
                CLASS,
                Type.STRING,
                NO_DEFAULT_VALUE,
                nested.connector(),
                Importance.HIGH,
                "The connector's class: its full name, or its alias, such as FileStreamSource.");
        to.add(
                VERSION,
                Type.STRING,
                null,
                null,
                Importance.LOW,
                "A range of the connector's versions, as Maven writes it.");
        to.add(
                TASKS_MAX,
                Type.INT,
                1,
                Range.atLeast(1),
                Importance.HIGH,
                "How many tasks the connector may have at most.");
        to.add(
                TASKS_MAX_ENFORCE,
                Type.BOOLEAN,
                true,
                null,
                Importance.LOW,
                "Whether a connector that gives more tasks than " + TASKS_MAX + " fails.");
        converter(to, KEY_CONVERTER, "keys", nested.of(PluginKind.CONVERTER));
        converter(to, VALUE_CONVERTER, "values", nested.of(PluginKind.CONVERTER));
        converter(to, HEADER_CONVERTER, "header values", nested.of(PluginKind.HEADER_CONVERTER));
        to.add(
                TRANSFORMS,
                Type.LIST,
                List.of(),
                Checks.ALIASES,
                Importance.LOW,
                "Aliases of the transformations that each record goes through, in this order.");
        to.add(
                PREDICATES,
                Type.LIST,
                List.of(),
                Checks.ALIASES,
                Importance.LOW,
                "Aliases of the predicates that transformations refer to.");
        to.add(
                "config.action.reload",
                Type.STRING,
                "restart",
                ValidString.in("restart", "none"),
                Importance.LOW,
                "Whether the connector starts again when a value that its config refers to changes.");
    }

    private static void converter(Group to, String key, String what, Validator exists) {
        to.add(
                key,
                Type.STRING,
                null,
                exists,
                Importance.LOW,
                "Class or alias of the converter between " + what + " and bytes; the worker's when left out.");
        to.add(
                key + ".plugin.version",
                Type.STRING,
                null,
                null,
                Importance.LOW,
                "A range of the converter's versions.");
    }

    private static void errors(Group to) {
        to.add(
                RETRY_TIMEOUT,
                Type.LONG,
                0L,
                Range.atLeast(-1),
                Importance.MEDIUM,
                "Milliseconds for which a failed operation is tried again: 0 for not at all, -1 without end.");
        to.add(
                RETRY_DELAY_MAX,
                Type.LONG,
                60_000L,
                Range.atLeast(0),
                Importance.MEDIUM,
                "Longest pause between two tries, in milliseconds.");
        to.add(
                TOLERANCE,
                Type.STRING,
                "none",
                ValidString.in("none", "all"),
                Importance.MEDIUM,
                "none: a record that cannot be handled fails the task. all: it is left out.");
        to.add(
                LOG_ERRORS,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether tolerated errors are logged as well.");
        to.add(
                LOG_MESSAGES,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether the log tells the record's topic, partition and offset with the error.");
        to.add(
                RESTART_MAX,
                Type.INT,
                10,
                Range.atLeast(-1),
                Importance.MEDIUM,
                "How often a failed task is started again before it stays FAILED: 0 for never, -1 without end.");
        to.add(
                RESTART_DELAY_INITIAL,
                Type.LONG,
                1_000L,
                Range.atLeast(0),
                Importance.LOW,
                "Pause before the first restart in milliseconds; it doubles with each.");
        to.add(
                RESTART_DELAY_MAX,
                Type.LONG,
                60_000L,
                Range.atLeast(0),
                Importance.LOW,
                "Longest pause before a restart, in milliseconds.");
    }

    private static void sink(Group common, Group errors) {
        common.add(TOPICS, Type.LIST, List.of(), null, Importance.HIGH, "Topics to read, by name.");
        common.add(
                TOPICS_REGEX,
                Type.STRING,
                "",
                Checks.REGEX,
                Importance.HIGH,
                "Topics to read, by a regular expression for the whole name; instead of " + TOPICS + ".");
        errors.add(
                DLQ_TOPIC,
                Type.STRING,
                "",
                null,
                Importance.MEDIUM,
                "Topic that gets the records which this connector could not handle; none when empty.");
        errors.add(
                DLQ_REPLICATION,
                Type.SHORT,
                (short) -1,
                null,
                Importance.MEDIUM,
                "Copies of that topic when it is made here; -1 for the cluster's default.");
        errors.add(
                DLQ_HEADERS,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether headers on those records tell where they came from and what went wrong.");
    }

    private static void source(Group topics) {
        topics.add(
                TOPIC_GROUPS,
                Type.LIST,
                List.of(),
                Checks.ALIASES,
                Importance.LOW,
                "Groups of topics to be made with settings of their own; the group default takes what is left.");
        topics.add(
                "exactly.once.support",
                Type.STRING,
                "requested",
                ValidString.in("requested"),
                Importance.LOW,
                "What the connector asks for; this worker delivers at least once.");
    }

    /** Adds keys one after the other. */
    static final class Group {
        final ConfigDef def;
        private final String name;
        private int order;

        Group(ConfigDef def, String name) {
            this.def = def;
            this.name = name;
        }

        void add(
                String key,
                Type type,
                @Nullable Object fallback,
                @Nullable Validator validator,
                Importance importance,
                String says) {
            def.define(key, type, fallback, validator, importance, says, name, ++order, Width.MEDIUM, key);
        }
    }
}
