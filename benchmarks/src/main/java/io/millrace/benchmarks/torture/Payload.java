package io.millrace.benchmarks.torture;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.kafka.common.TopicPartition;

/**
 * The value of a record: who wrote it, which of the writer's it is, in which of its transactions, and for which
 * partition, under a checksum. A client that mixes buffers or a log that mixes partitions is found out by it.
 * <i>Immutable.</i>
 *
 * @param transaction {@link #NONE} outside of transactions
 */
record Payload(int writer, long number, long transaction, TopicPartition target) {
    static final long NONE = -1;

    byte[] encode() {
        String text = writer + " " + number + " " + transaction + " " + target;
        return (text + " " + checksum(text)).getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when it is not what somebody wrote. */
    static Optional<Payload> decode(byte[] value) {
        String all = new String(value, StandardCharsets.UTF_8);
        int end = all.lastIndexOf(' ');
        if (end < 0 || !all.substring(end + 1).equals(checksum(all.substring(0, end)))) {
            return Optional.empty();
        }
        String[] parts = all.split(" ");
        int dash = parts[3].lastIndexOf('-');
        return Optional.of(new Payload(
                Integer.parseInt(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                new TopicPartition(parts[3].substring(0, dash), Integer.parseInt(parts[3].substring(dash + 1)))));
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
