package io.millrace.platform.launch;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Time, level, who, what, and where a failure began: {@code 12:00:00.000 WARN  Journal - ...}. <i>Any thread.</i> */
final class LogLine extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        Times.FORMAT.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        String logger = event.getLoggerName();
        line.append(String.format(Locale.ROOT, " %-5s ", event.getLevel()))
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(" - ")
                .append(event.getFormattedMessage())
                .append(System.lineSeparator());
        for (IThrowableProxy each = event.getThrowableProxy(); each != null; each = each.getCause()) {
            line.append(each.getClassName()).append(": ").append(each.getMessage());
            StackTraceElementProxy[] frames = each.getStackTraceElementProxyArray();
            if (frames.length > 0) {
                line.append(' ').append(frames[0]);
            }
            line.append(System.lineSeparator());
        }
        return line.toString();
    }

    /** Loaded with the first line; most runs write none. */
    private static final class Times {
        private static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    }
}
