package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Takes what a generated message writes: everything small into one buffer of the size computed beforehand, records and
 * other zero-copy bytes as parts between its pieces.
 */
final class FrameWriter implements Writable {
    private final ByteBuffer buffer;
    private final List<Frame.Part> parts = new ArrayList<>(3);
    private int pieceStart;

    FrameWriter(int bytesWithoutSlices) {
        buffer = ByteBuffer.allocate(bytesWithoutSlices);
    }

    List<Frame.Part> parts() {
        endPiece();
        return parts;
    }

    int remaining() {
        return buffer.remaining();
    }

    @Override
    public void writeByte(byte value) {
        buffer.put(value);
    }

    @Override
    public void writeShort(short value) {
        buffer.putShort(value);
    }

    @Override
    public void writeInt(int value) {
        buffer.putInt(value);
    }

    @Override
    public void writeLong(long value) {
        buffer.putLong(value);
    }

    @Override
    public void writeDouble(double value) {
        buffer.putDouble(value);
    }

    @Override
    public void writeByteArray(byte[] value) {
        buffer.put(value);
    }

    @Override
    public void writeUnsignedVarint(int value) {
        ByteUtils.writeUnsignedVarint(value, buffer);
    }

    @Override
    public void writeVarint(int value) {
        ByteUtils.writeVarint(value, buffer);
    }

    @Override
    public void writeVarlong(long value) {
        ByteUtils.writeVarlong(value, buffer);
    }

    @Override
    public void writeByteBuffer(ByteBuffer value) {
        endPiece();
        parts.add(new Frame.InMemory(value.duplicate()));
    }

    @Override
    public void writeRecords(BaseRecords records) {
        FileBytes file = RecordsData.file(records);
        if (file != null) {
            endPiece();
            parts.add(new Frame.InFile(file));
            return;
        }
        for (ByteBuffer slice : RecordsData.slices(records)) {
            if (slice.hasRemaining()) {
                endPiece();
                parts.add(new Frame.InMemory(slice.duplicate()));
            }
        }
    }

    private void endPiece() {
        int end = buffer.position();
        if (end > pieceStart) {
            parts.add(new Frame.InMemory(buffer.duplicate().limit(end).position(pieceStart)));
            pieceStart = end;
        }
    }
}
