package io.millrace.net;

import io.millrace.wire.message.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to a socket. Netty copies heap memory into its own as soon as it is written, so that only as much
 * is written as the channel's water marks allow, in pieces; the rest stays where it lies. <i>Loop-owned.</i>
 */
final class Outbound {
    private static final int PIECE_BYTES = 128 * 1024;

    private final Channel channel;
    private final LongConsumer onWritten;
    private final ArrayDeque<Leaving> queue = new ArrayDeque<>();

    /** Tells how many bytes reached the socket, a frame at a time. */
    Outbound(Channel channel, LongConsumer onWritten) {
        this.channel = channel;
        this.onWritten = onWritten;
    }

    /** Queues the frame; {@code done} runs when its bytes are needed no more, written or not. */
    void add(Frame frame, @Nullable Runnable done) {
        queue.add(new Leaving(frame.parts(), frame.sizeInBytes(), done));
    }

    /** Writes what the channel takes; flushing is the caller's. */
    void write() {
        while (!queue.isEmpty() && channel.isWritable()) {
            Leaving head = queue.element();
            ByteBuffer piece = head.nextPiece();
            if (head.atEnd()) {
                queue.remove();
                channel.write(Unpooled.wrappedBuffer(piece)).addListener(future -> {
                    head.done();
                    onWritten.accept(head.size);
                });
            } else {
                channel.write(Unpooled.wrappedBuffer(piece), channel.voidPromise());
            }
        }
    }

    /** Drops what is not written yet. */
    void clear() {
        for (Leaving each = queue.poll(); each != null; each = queue.poll()) {
            each.done();
        }
    }

    private static final class Leaving {
        private final List<ByteBuffer> parts;
        private final int size;
        private final @Nullable Runnable done;
        private int part;
        private int offset;

        private Leaving(List<ByteBuffer> parts, int size, @Nullable Runnable done) {
            this.parts = parts;
            this.size = size;
            this.done = done;
        }

        ByteBuffer nextPiece() {
            ByteBuffer whole = parts.get(part);
            int from = whole.position() + offset;
            int count = Math.min(PIECE_BYTES, whole.limit() - from);
            offset += count;
            if (from + count == whole.limit()) {
                part++;
                offset = 0;
            }
            return whole.duplicate().limit(from + count).position(from);
        }

        boolean atEnd() {
            return part == parts.size();
        }

        void done() {
            if (done != null) {
                done.run();
            }
        }
    }
}
