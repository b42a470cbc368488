package io.millrace.storage.log;

import io.millrace.storage.segment.LogFiles;
import java.io.IOException;
import java.util.List;

/** Which segments of a log are too old, or too many. Pure but for the times it asks for. */
final class RetentionRule {
    private RetentionRule() {}

    /** Tells the largest timestamp of the segment of a number, -1 where its records have none. */
    @FunctionalInterface
    interface Times {
        long largest(int segment) throws IOException;
    }

    /** The first offset to be kept of a log that has these segments, of which no byte is asked for in vain. */
    static long firstKept(List<LogFiles.Facts> segments, Times times, LogConfig.Retention rule, long nowMs)
            throws IOException {
        if (!rule.delete() || segments.isEmpty()) {
            return segments.isEmpty() ? 0 : segments.get(0).baseOffset();
        }
        int kept = 0;
        long surplus = surplus(segments, rule);
        while (kept < segments.size() && segments.get(kept).sizeBytes() <= surplus) {
            surplus -= segments.get(kept++).sizeBytes();
        }
        while (kept < segments.size() && expired(segments.get(kept), kept, times, rule, nowMs)) {
            kept++;
        }
        return kept < segments.size()
                ? segments.get(kept).baseOffset()
                : segments.get(kept - 1).endOffset();
    }

    private static long surplus(List<LogFiles.Facts> segments, LogConfig.Retention rule) {
        if (rule.bytes() < 0) {
            return -1;
        }
        long total = 0;
        for (LogFiles.Facts segment : segments) {
            total += segment.sizeBytes();
        }
        return total - rule.bytes();
    }

    /** Records without a time are deleted for their size only. */
    private static boolean expired(
            LogFiles.Facts segment, int number, Times times, LogConfig.Retention rule, long nowMs) throws IOException {
        if (rule.ms() < 0) {
            return false;
        }
        if (segment.sizeBytes() == 0) {
            return true;
        }
        long newest = times.largest(number);
        return newest >= 0 && nowMs - newest > rule.ms();
    }
}
