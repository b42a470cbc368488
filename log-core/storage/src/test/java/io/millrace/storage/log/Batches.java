package io.millrace.storage.log;

import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Batches for tests. */
final class Batches {
    private Batches() {}

    static ByteBuffer of(long timestamp, String... values) {
        BatchWriter writer = new BatchWriter(256, 16 << 20).begin();
        for (String value : values) {
            writer.append(timestamp, null, value.getBytes(StandardCharsets.UTF_8));
        }
        return writer.finish(-1, (short) -1, -1, Compression.NONE, false);
    }

    static ByteBuffer sized(long timestamp, int valueBytes, int records, long tag) {
        BatchWriter writer = new BatchWriter(256, 64 << 20).begin();
        for (int i = 0; i < records; i++) {
            byte[] value = new byte[Math.max(12, valueBytes)];
            ByteBuffer.wrap(value).putLong(tag).putInt(i);
            writer.append(timestamp + i, null, value);
        }
        return writer.finish(-1, (short) -1, -1, Compression.NONE, false);
    }
}
