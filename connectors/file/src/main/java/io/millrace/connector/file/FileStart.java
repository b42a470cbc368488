package io.millrace.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/** The fingerprint of a file's first bytes: it tells a file that grew from one that took its name. *Immutable.* */
record FileStart(int lengthBytes, long crc) {

    private static final int MAX_BYTES = 256;

    static final FileStart NONE = new FileStart(0, 0);

    /** Of the first row, or of as much of it as counts. */
    static FileStart of(byte[] bytes, int from, int to) {
        int length = Math.min(MAX_BYTES, to - from);
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return new FileStart(length, crc.getValue());
    }

    /** Reads {@link #toString} back; anything else fits every file. */
    static FileStart parse(String text) {
        String[] parts = text.split("-", -1);
        try {
            int length = parts.length == 2 ? Integer.parseInt(parts[0]) : 0;
            return length < 1 || length > MAX_BYTES ? NONE : new FileStart(length, Long.parseLong(parts[1], 16));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    boolean fits(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(lengthBytes);
        while (start.hasRemaining()) {
            if (channel.read(start, start.position()) < 0) {
                return false;
            }
        }
        return of(start.array(), 0, lengthBytes).equals(this) || lengthBytes == 0;
    }

    @Override
    public String toString() {
        return lengthBytes + "-" + Long.toHexString(crc);
    }
}
