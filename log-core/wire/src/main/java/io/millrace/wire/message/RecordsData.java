package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordsSend;
import org.jspecify.annotations.Nullable;

/** Record bytes as the generated messages carry them. <i>Any thread.</i> */
public final class RecordsData {
    private RecordsData() {}

    /** The bytes from position to limit, not copied. */
    public static BaseRecords of(ByteBuffer records) {
        return new Slices(List.of(records), records.remaining());
    }

    /** The slices one after the other, each from position to limit, not copied. */
    public static BaseRecords of(List<ByteBuffer> slices) {
        int size = 0;
        for (ByteBuffer slice : slices) {
            size = Math.addExact(size, slice.remaining());
        }
        return new Slices(slices, size);
    }

    /** Bytes that stay in their file; whoever answers with them keeps it open until the response is closed. */
    public static BaseRecords of(FileBytes file) {
        return new InFile(file);
    }

    /** Where the records lie if that is a file, null otherwise. */
    public static @Nullable FileBytes file(@Nullable BaseRecords records) {
        return records instanceof InFile in ? in.file : null;
    }

    /** The slices, each from position to limit; none for null. Their positions are the caller's to leave alone. */
    public static List<ByteBuffer> slices(@Nullable BaseRecords records) {
        if (records == null) {
            return List.of();
        }
        if (records instanceof Slices) {
            return ((Slices) records).slices;
        }
        if (records instanceof MemoryRecords) {
            return List.of(((MemoryRecords) records).buffer());
        }
        throw new IllegalArgumentException("records of " + records.getClass() + " are not in memory");
    }

    /** Bytes in all; 0 for null. */
    public static int size(@Nullable BaseRecords records) {
        return records == null ? 0 : records.sizeInBytes();
    }

    private record Slices(List<ByteBuffer> slices, int sizeInBytes) implements BaseRecords {
        @Override
        public RecordsSend<? extends BaseRecords> toSend() {
            throw new UnsupportedOperationException("sent by Codec, not by kafka-clients");
        }
    }

    private record InFile(FileBytes file) implements BaseRecords {
        @Override
        public int sizeInBytes() {
            return file.sizeInBytes();
        }

        @Override
        public RecordsSend<? extends BaseRecords> toSend() {
            throw new UnsupportedOperationException("sent by Codec, not by kafka-clients");
        }
    }
}
