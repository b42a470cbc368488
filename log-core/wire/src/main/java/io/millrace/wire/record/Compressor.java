package io.millrace.wire.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** The only place that knows kafka-clients' compression streams. */
final class Compressor {
    private static final byte MAGIC = 2;
    private static final int FIRST_GUESS = 16 * 1024;

    private Compressor() {}

    /** A new buffer: room for the batch header, then the compressed bytes; position 0, limit after them. */
    static ByteBuffer compress(Compression compression, byte[] bytes, int from, int size) {
        ByteBufferOutputStream out = new ByteBufferOutputStream(BatchHeader.SIZE + Math.max(512, size / 2));
        out.position(BatchHeader.SIZE);
        try (OutputStream stream = codec(compression.id()).wrapForOutput(out, MAGIC)) {
            stream.write(bytes, from, size);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.buffer().flip();
    }

    /**
     * Decompresses into the scratch array, or into a larger one when that is too small.
     *
     * @param compressed from position to limit; its position moves
     * @return a heap buffer from index 0 to its limit
     */
    static ByteBuffer decompress(
            Compression compression, ByteBuffer compressed, byte[] scratch, int maxBytes, BufferSupplier buffers) {
        if (compression == Compression.SNAPPY) {
            SnappyFrames.check(compressed, maxBytes);
        }
        int packed = compressed.remaining();
        byte[] into = scratch.length > 0 ? scratch : new byte[Math.min(maxBytes, Math.max(FIRST_GUESS, packed))];
        int size = 0;
        try (InputStream stream = codec(compression.id()).wrapForInput(compressed, MAGIC, buffers)) {
            for (int read = 0; read >= 0; size += Math.max(0, read)) {
                if (size == into.length && size < maxBytes) {
                    into = Arrays.copyOf(into, (int) Math.min(maxBytes, Math.max(FIRST_GUESS, into.length * 2L)));
                }
                read = size < into.length ? stream.read(into, size, into.length - size) : 0;
                // A stream may give no byte though it is not at its end; a single one it gives for certain.
                int single = read == 0 ? stream.read() : -1;
                if (read == 0 && single < 0) {
                    break;
                }
                if (single >= 0 && size == into.length) {
                    throw new CorruptBatch(packed + " compressed bytes hold more than " + maxBytes);
                }
                if (single >= 0) {
                    into[size] = (byte) single;
                    read = 1;
                }
            }
        } catch (CorruptBatch e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Whatever the libraries throw at hostile bytes means the same to us.
            throw new CorruptBatch(compression + " cannot be decompressed: " + e.getMessage(), e);
        }
        return ByteBuffer.wrap(into, 0, size);
    }

    private static org.apache.kafka.common.compress.Compression codec(int id) {
        return org.apache.kafka.common.compress.Compression.of(CompressionType.forId(id))
                .build();
    }
}
