package io.millrace.streams.operator;

import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.processor.LogAndSkipOnInvalidTimestamp;
import io.millrace.streams.processor.TimestampExtractor;
import io.millrace.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import io.millrace.streams.processor.WallclockTimestampExtractor;

/** What a timestamp extractor needs: the built-in ones neither key nor value, so that these stay bytes. */
enum Extraction {
    FAIL,
    SKIP,
    PARTITION_TIME,
    WALL_CLOCK,
    /** User code: it sees the whole record. */
    USER;

    static Extraction of(TimestampExtractor extractor) {
        Class<?> exact = extractor.getClass();
        if (exact == FailOnInvalidTimestamp.class) {
            return FAIL;
        }
        if (exact == LogAndSkipOnInvalidTimestamp.class) {
            return SKIP;
        }
        if (exact == UsePartitionTimeOnInvalidTimestamp.class) {
            return PARTITION_TIME;
        }
        return exact == WallclockTimestampExtractor.class ? WALL_CLOCK : USER;
    }

    /** The time of a record; negative to leave it out. Not for {@link #USER}. */
    long timestamp(long recordTime, long partitionTime, long wallClockMs) {
        if (this == WALL_CLOCK) {
            return wallClockMs;
        }
        if (recordTime >= 0 || this == SKIP) {
            return recordTime;
        }
        if (this == PARTITION_TIME && partitionTime >= 0) {
            return partitionTime;
        }
        throw new StreamsException("the record's timestamp is negative: " + recordTime
                + (this == PARTITION_TIME ? ", and its partition has no time yet" : ""));
    }
}
