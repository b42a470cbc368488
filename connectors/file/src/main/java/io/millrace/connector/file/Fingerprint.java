package io.millrace.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/** The fingerprint of some bytes of a file: it tells a file that grew from one that took its name. *Immutable.* */
record Fingerprint(int lengthBytes, long crc) {

    /** No more than that is looked at again. */
    static final int MAX_BYTES = 1024;

    static final Fingerprint NONE = new Fingerprint(0, 0);

    /** Of those bytes, or of as many of them as count. */
    static Fingerprint of(byte[] bytes, int from, int to) {
        int length = Math.min(MAX_BYTES, to - from);
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return new Fingerprint(length, crc.getValue());
    }

    /** Reads {@link #toString} back; anything else fits every file. */
    static Fingerprint parse(String text) {
        String[] parts = text.split("-", -1);
        try {
            int length = parts.length == 2 ? Integer.parseInt(parts[0]) : 0;
            return length < 1 || length > MAX_BYTES ? NONE : new Fingerprint(length, Long.parseLong(parts[1], 16));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    /** Whether the file has these bytes at its start. */
    boolean begins(FileChannel channel) throws IOException {
        return isAt(channel, 0);
    }

    /** Whether the file has these bytes just before that position. */
    boolean endsAt(FileChannel channel, long position) throws IOException {
        return position < lengthBytes || isAt(channel, position - lengthBytes);
    }

    private boolean isAt(FileChannel channel, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                return false;
            }
        }
        return lengthBytes == 0 || of(bytes.array(), 0, lengthBytes).equals(this);
    }

    @Override
    public String toString() {
        return lengthBytes + "-" + Long.toHexString(crc);
    }
}
