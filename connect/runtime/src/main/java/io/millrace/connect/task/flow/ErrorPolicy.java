package io.millrace.connect.task.flow;

import io.millrace.connect.task.ConnectorKeys;
import java.util.Map;

/**
 * What a connector's config says of errors. <i>Immutable.</i>
 *
 * @param tolerant whether a record that cannot be handled is left out
 * @param retryTimeoutMs how long an operation is tried again, -1 without end
 * @param retryDelayMaxMs longest pause between tries
 * @param log whether tolerated errors are logged
 * @param logMessages whether the log tells the record
 */
public record ErrorPolicy(
        boolean tolerant, long retryTimeoutMs, long retryDelayMaxMs, boolean log, boolean logMessages) {

    /** Reads the keys. */
    public static ErrorPolicy from(Map<String, String> config) {
        return new ErrorPolicy(
                config.getOrDefault(ConnectorKeys.TOLERANCE, "none").strip().equals("all"),
                Long.parseLong(
                        config.getOrDefault(ConnectorKeys.RETRY_TIMEOUT, "0").strip()),
                Long.parseLong(config.getOrDefault(ConnectorKeys.RETRY_DELAY_MAX, "60000")
                        .strip()),
                Boolean.parseBoolean(
                        config.getOrDefault(ConnectorKeys.LOG_ERRORS, "false").strip()),
                Boolean.parseBoolean(
                        config.getOrDefault(ConnectorKeys.LOG_MESSAGES, "false").strip()));
    }
}
