package io.millrace.net;

import io.millrace.wire.message.FileBytes;
import io.millrace.wire.message.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to a socket. Netty copies heap memory into its own as soon as it is written, so that only as much
 * is written as the channel's water marks allow, in pieces; the rest stays where it lies. What lies in a file never
 * passes through this process. <i>Loop-owned.</i>
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
            Object piece = head.nextPiece();
            if (head.atEnd()) {
                queue.remove();
                channel.write(piece).addListener(future -> {
                    head.done();
                    onWritten.accept(head.size);
                });
            } else {
                channel.write(piece, channel.voidPromise());
            }
        }
    }

    /** Drops what is not written yet. */
    void clear() {
        for (Leaving each = queue.poll(); each != null; each = queue.poll()) {
            each.done();
        }
    }

    /** The file is its lease's to close. */
    private static final class Region extends DefaultFileRegion {
        private Region(FileBytes bytes) {
            super(bytes.channel(), bytes.position(), bytes.sizeInBytes());
        }

        @Override
        protected void deallocate() {}
    }

    private static final class Leaving {
        private final List<Frame.Part> parts;
        private final int size;
        private final @Nullable Runnable done;
        private int part;
        private int offset;

        private Leaving(List<Frame.Part> parts, int size, @Nullable Runnable done) {
            this.parts = parts;
            this.size = size;
            this.done = done;
        }

        Object nextPiece() {
            Frame.Part next = parts.get(part);
            if (next instanceof Frame.InFile file) {
                part++;
                return new Region(file.bytes());
            }
            ByteBuffer whole = ((Frame.InMemory) next).bytes();
            int from = whole.position() + offset;
            int count = Math.min(PIECE_BYTES, whole.limit() - from);
            offset += count;
            if (from + count == whole.limit()) {
                part++;
                offset = 0;
            }
            return Unpooled.wrappedBuffer(whole.duplicate().limit(from + count).position(from));
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
