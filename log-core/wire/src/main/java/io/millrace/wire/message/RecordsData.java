package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/** Record bytes as the generated messages carry them. <i>Any thread.</i> */
public final class RecordsData {
    private RecordsData() {}

    /** The bytes from position to limit, not copied. */
    public static BaseRecords of(ByteBuffer records) {
        return of(List.of(records));
    }

    /** The slices one after the other, not copied. */
    public static BaseRecords of(List<ByteBuffer> slices) {
        throw new UnsupportedOperationException();
    }

    /** The slices; none for null. */
    public static List<ByteBuffer> slices(@Nullable BaseRecords records) {
        throw new UnsupportedOperationException();
    }

    /** Bytes in all; 0 for null. */
    public static int size(@Nullable BaseRecords records) {
        return records == null ? 0 : records.sizeInBytes();
    }
}
