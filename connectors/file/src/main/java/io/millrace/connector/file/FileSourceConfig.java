package io.millrace.connector.file;

import io.millrace.connector.file.row.Fields;
import io.millrace.connector.file.row.RowFormat;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What a file source is told, typed. *Immutable.* */
record FileSourceConfig(
        String file,
        String directory,
        String pattern,
        String topic,
        RowFormat format,
        boolean tail,
        boolean restartOnChange,
        int maxRowBytes,
        int batchRows,
        long pollIntervalMs,
        BadRows.Mode badRows,
        String badRowsTopic) {

    static final String FILE = "file";
    static final String DIRECTORY = "directory";
    static final String PATTERN = "pattern";
    static final String TOPIC = "topic";
    static final String FORMAT = "format";
    static final String FIELDS = "fields";
    static final String SCHEMA_NAME = "schema.name";
    static final String SEPARATOR = "csv.separator";
    static final String TAIL = "tail";
    static final String ON_CHANGE = "on.file.change";
    static final String MAX_ROW_BYTES = "max.row.bytes";
    static final String BATCH_ROWS = "batch.rows";
    static final String POLL_INTERVAL_MS = "poll.interval.ms";
    static final String BAD_ROWS = "bad.rows";
    static final String BAD_ROWS_TOPIC = "bad.rows.topic";

    static final ConfigDef KEYS = new ConfigDef()
            .define(FILE, Type.STRING, "", Importance.HIGH, "The file to read. Either this or " + DIRECTORY + ".")
            .define(DIRECTORY, Type.STRING, "", Importance.HIGH, "The directory whose files are read, new ones too.")
            .define(
                    PATTERN,
                    Type.STRING,
                    "*",
                    FileSourceConfig::globCheck,
                    Importance.MEDIUM,
                    "Which names in the directory are read: a glob such as *.csv.")
            .define(
                    TOPIC,
                    Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    new ConfigDef.NonEmptyString(),
                    Importance.HIGH,
                    "The topic to write to.")
            .define(
                    FORMAT,
                    Type.STRING,
                    "lines",
                    ValidString.in("jsonl", "csv", "lines"),
                    Importance.HIGH,
                    "What a row is: a JSON object on a line, a row of RFC 4180 under a header, or a line of text.")
            .define(
                    FIELDS,
                    Type.STRING,
                    "",
                    FileSourceConfig::fieldsCheck,
                    Importance.MEDIUM,
                    "The fields of a record, as date:string,delay:int32,gate:string? (a question mark: may be absent)."
                            + " Types: string, int32, int64, float64, boolean. Without it JSON is a map without schema"
                            + " and each column of CSV is a string.")
            .define(SCHEMA_NAME, Type.STRING, "", Importance.LOW, "The name of the record's schema.")
            .define(
                    SEPARATOR,
                    Type.STRING,
                    ",",
                    FileSourceConfig::separatorCheck,
                    Importance.LOW,
                    "What stands between columns: one ASCII character.")
            .define(
                    TAIL,
                    Type.BOOLEAN,
                    true,
                    Importance.MEDIUM,
                    "Whether to wait for more at a file's end. If so, a last line without a line end waits for one.")
            .define(
                    ON_CHANGE,
                    Type.STRING,
                    "fail",
                    ValidString.in("fail", "restart"),
                    Importance.MEDIUM,
                    "What to do when a file was truncated or replaced: fail, or read it from its start.")
            .define(
                    MAX_ROW_BYTES,
                    Type.INT,
                    512 * 1024,
                    Range.between(1024, 64 * 1024 * 1024),
                    Importance.LOW,
                    "A longer row is a bad row. Above the default, producer.override.max.request.size has to grow with it.")
            .define(
                    BATCH_ROWS,
                    Type.INT,
                    2_000,
                    Range.between(1, 100_000),
                    Importance.LOW,
                    "How many rows are handed over at once, at most.")
            .define(
                    POLL_INTERVAL_MS,
                    Type.LONG,
                    100L,
                    Range.between(1, 60_000),
                    Importance.LOW,
                    "How long to wait at the end of all files before looking again.")
            .define(
                    BAD_ROWS,
                    Type.STRING,
                    "",
                    ValidString.in("", "fail", "skip", "topic"),
                    Importance.MEDIUM,
                    "What to do with a row that is not what the format says: fail the task, skip and count it, or write"
                            + " its bytes to " + BAD_ROWS_TOPIC + ". Default: fail; skip if errors.tolerance=all.")
            .define(
                    BAD_ROWS_TOPIC,
                    Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "The topic of bad rows: raw bytes, 64 KiB at most, with file, line and reason as headers.");

    static FileSourceConfig from(Map<String, String> settings) {
        AbstractConfig config = new AbstractConfig(KEYS, settings, false);
        @Nullable
        Fields fields = config.getString(FIELDS).isBlank()
                ? null
                : Fields.parse(config.getString(FIELDS), emptyIsNull(config.getString(SCHEMA_NAME)));
        RowFormat format = new RowFormat(
                RowFormat.Kind.valueOf(config.getString(FORMAT).toUpperCase(Locale.ROOT)),
                fields,
                emptyIsNull(config.getString(SCHEMA_NAME)),
                (byte) separator(config.getString(SEPARATOR)));
        return new FileSourceConfig(
                config.getString(FILE),
                config.getString(DIRECTORY),
                config.getString(PATTERN),
                config.getString(TOPIC),
                format,
                config.getBoolean(TAIL),
                config.getString(ON_CHANGE).equals("restart"),
                config.getInt(MAX_ROW_BYTES),
                config.getInt(BATCH_ROWS),
                config.getLong(POLL_INTERVAL_MS),
                BadRows.Mode.of(config.getString(BAD_ROWS), settings.get("errors.tolerance")),
                config.getString(BAD_ROWS_TOPIC));
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static char separator(String text) {
        return text.equals("\\t") ? '\t' : text.charAt(0);
    }

    private static void globCheck(String key, Object value) {
        FileGlob.check(key, String.valueOf(value));
    }

    private static void fieldsCheck(String key, Object value) {
        if (String.valueOf(value).isBlank()) {
            return;
        }
        try {
            Fields.parse(String.valueOf(value), null);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key, value, e.getMessage());
        }
    }

    private static void separatorCheck(String key, Object value) {
        String text = String.valueOf(value);
        boolean isFit = text.equals("\\t") || text.length() == 1 && text.charAt(0) < 128;
        if (!isFit || "\"\r\n\0".contains(text)) {
            throw new ConfigException(key, value, "it may be one ASCII character that is no quote and no line end");
        }
    }
}
