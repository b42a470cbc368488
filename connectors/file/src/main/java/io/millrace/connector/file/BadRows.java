package io.millrace.connector.file;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of bad rows, and how many there were. *Loop-owned.* */
final class BadRows {

    /** Bad rows fail the task, are left out, or are kept as bytes in a topic. */
    enum Mode {
        FAIL,
        SKIP,
        TOPIC;

        static Mode of(String name, @Nullable String tolerance) {
            if (name.isEmpty()) {
                return "all".equals(tolerance) ? SKIP : FAIL;
            }
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(BadRows.class);
    private static final int LOGGED_SINGLY = 20;
    /** Of a longer row only so many bytes are kept: the whole of it may be more than a record can be. */
    static final int MAX_KEPT = 64 << 10;

    private final Mode mode;
    private final String topic;
    private long count;

    BadRows(Mode mode, String topic) {
        this.mode = mode;
        this.topic = topic;
    }

    long count() {
        return count;
    }

    boolean areFatal() {
        return mode == Mode.FAIL;
    }

    static ConnectException failure(String file, long line, String reason) {
        return new ConnectException(says(file, line, reason));
    }

    /** The record that keeps the row, or null where it is left out. */
    @Nullable
    SourceRecord tolerate(
            String file,
            long line,
            String reason,
            byte[] raw,
            boolean isCut,
            Map<String, String> partition,
            RowOffset offset) {
        count++;
        // One line each for the first, then one a thousand: a spoilt file must not fill the disk with its log.
        if (count <= LOGGED_SINGLY || count % 1_000 == 0) {
            LOG.warn("{} (bad row {})", says(file, line, reason), count);
        }
        if (mode != Mode.TOPIC) {
            return null;
        }
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString("file", file);
        headers.addLong("line", line);
        headers.addString("reason", reason);
        if (isCut) {
            headers.addBoolean("cut", true);
        }
        return new SourceRecord(partition, offset, topic, null, null, null, Schema.BYTES_SCHEMA, raw, null, headers);
    }

    private static String says(String file, long line, String reason) {
        return file + " line " + line + ": " + reason;
    }
}
