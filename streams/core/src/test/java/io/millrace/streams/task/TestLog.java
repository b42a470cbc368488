package io.millrace.streams.task;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The records of one partition, and batches of them, cut wherever chance has it. */
final class TestLog {
    record Rec(long timestamp, byte[] key, byte[] value) {
        @Override
        public String toString() {
            return timestamp + " " + text(key) + "=" + text(value);
        }

        private static String text(byte[] bytes) {
            return bytes == null ? "null" : Arrays.toString(bytes);
        }
    }

    private final List<Rec> records = new ArrayList<>();

    void add(long timestamp, byte[] key, byte[] value) {
        records.add(new Rec(timestamp, key, value));
    }

    List<Rec> records() {
        return records;
    }

    int size() {
        return records.size();
    }

    /** Whole batches that hold the records from one offset to another. */
    List<ByteBuffer> slices(int from, int to, Random random) {
        List<ByteBuffer> slices = new ArrayList<>();
        int at = from;
        while (at < to) {
            int end = at + 1 + random.nextInt(Math.min(20, to - at));
            slices.add(batch(at, end, random));
            at = end;
        }
        return slices;
    }

    private ByteBuffer batch(int from, int to, Random random) {
        BatchWriter writer = new BatchWriter(64, Integer.MAX_VALUE).begin();
        for (Rec record : records.subList(from, to)) {
            writer.append(record.timestamp(), record.key(), record.value());
        }
        Compression compression = random.nextInt(4) == 0 ? Compression.LZ4 : Compression.NONE;
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, compression, false);
        BatchHeader.setBaseOffset(batch, 0, from);
        return random.nextBoolean() ? batch : batch.asReadOnlyBuffer();
    }
}
