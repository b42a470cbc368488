package io.millrace.net;

import io.millrace.wire.message.BadRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames. A frame's bytes are copied once, from the socket's buffer into a heap buffer of their
 * own, which starts small and doubles for a large frame: what a peer announces costs nothing until it arrives.
 * <i>Loop-owned.</i>
 */
abstract class FrameHandler extends ChannelInboundHandlerAdapter {
    private static final int SIZE_BYTES = 4;
    private static final int LEAST_CAPACITY = 16 << 10;

    private final int maxFrameBytes;
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(2);
    private int sizeBytesRead;
    private int size;
    private @Nullable ByteBuf frame;
    private boolean pumping;
    private boolean ended;
    private long framesTaken;

    FrameHandler(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** A heap buffer for a frame. */
    abstract ByteBuf allocate(ChannelHandlerContext ctx, int capacity, int maxCapacity);

    /** Whether a frame of that size may begin; if not, it is asked again when {@link #pump} is called. */
    boolean mayBegin(ChannelHandlerContext ctx, int sizeBytes) {
        return true;
    }

    /** Takes a frame, and the duty to release it. */
    abstract void onFrame(ChannelHandlerContext ctx, ByteBuf whole) throws BadRequest;

    /** Whether the next frame may be taken; what has arrived waits until {@link #pump} is called. */
    abstract boolean mayTake();

    /** The peer sent what is no frame; nothing more is taken from it. */
    abstract void onBadFrame(ChannelHandlerContext ctx, BadRequest why);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (ended) {
            bytes.release();
            return;
        }
        unread.add(bytes);
        pump(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        discard();
    }

    /** Takes frames from what has arrived, as long as they may be taken. */
    final void pump(ChannelHandlerContext ctx) {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!unread.isEmpty() && mayTake()) {
                ByteBuf bytes = unread.element();
                take(ctx, bytes);
                // Taking a frame may have ended everything.
                if (!unread.isEmpty() && !bytes.isReadable()) {
                    unread.remove().release();
                }
            }
        } catch (BadRequest e) {
            discard();
            onBadFrame(ctx, e);
        } finally {
            pumping = false;
        }
    }

    /** The number of the frame that has arrived in part, -1 when none has. */
    final long partialFrame() {
        return sizeBytesRead > 0 ? framesTaken : -1;
    }

    /** The size of that frame, 0 when not even that has arrived. */
    final int partialFrameBytes() {
        return sizeBytesRead == SIZE_BYTES ? size : 0;
    }

    /** Forgets what has arrived and takes no more. */
    final void discard() {
        ended = true;
        unread.forEach(ByteBuf::release);
        unread.clear();
        if (frame != null) {
            frame.release();
            frame = null;
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) throws BadRequest {
        while (sizeBytesRead < SIZE_BYTES && bytes.isReadable()) {
            size = (size << 8) | bytes.readUnsignedByte();
            sizeBytesRead++;
        }
        if (sizeBytesRead < SIZE_BYTES) {
            return;
        }
        if (size < 0 || size > maxFrameBytes) {
            throw new BadRequest("a frame of " + size + " bytes; at most " + maxFrameBytes + " are taken");
        }
        ByteBuf into = frame;
        if (into == null) {
            if (!mayBegin(ctx, size)) {
                return;
            }
            into = frame = allocate(ctx, Math.min(size, Math.max(bytes.readableBytes(), LEAST_CAPACITY)), size);
        }
        int count = Math.min(bytes.readableBytes(), size - into.writerIndex());
        int needed = into.writerIndex() + count;
        if (needed > into.capacity()) {
            into.capacity((int) Math.min(size, Math.max(needed, into.capacity() * 2L)));
        }
        bytes.readBytes(into, count);
        if (into.writerIndex() < size) {
            return;
        }
        frame = null;
        sizeBytesRead = 0;
        size = 0;
        framesTaken++;
        onFrame(ctx, into);
    }
}
