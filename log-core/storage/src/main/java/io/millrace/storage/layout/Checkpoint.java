package io.millrace.storage.layout;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.segment.DurableBound;
import io.millrace.storage.segment.Epochs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be durable, in the file {@code checkpoint}: recovery begins there. <i>Immutable.</i>
 *
 * @param clean whether the store was closed after it, so that nothing has to be recovered
 * @param floor journal entries below this sequence number are in synced segments
 * @param generation journal files of older generations hold nothing that counts
 * @param logs every log with what is durable of it
 */
public record Checkpoint(boolean clean, long floor, long generation, List<Line> logs) {
    private static final String NAME = "checkpoint";
    private static final String FIRST_LINE = "millrace-checkpoint 1";

    /**
     * One log. <i>Immutable.</i>
     *
     * @param compactedBelow batches may be missing below
     * @param cleanedBelow no record below has a newer one of its key below
     */
    public record Line(
            Uuid topicId,
            String topic,
            int partition,
            long startOffset,
            DurableBound bound,
            Epochs epochs,
            long compactedBelow,
            long cleanedBelow) {

        /** Of a log of which nothing was ever known. */
        public static Line unknown(Uuid topicId, String topic, int partition) {
            return new Line(topicId, topic, partition, 0, DurableBound.none(0), Epochs.NONE, 0, 0);
        }

        /** The same log, beginning at the offset or later. */
        public Line startingAt(long offset) {
            long later = Math.max(startOffset, offset);
            return new Line(topicId, topic, partition, later, bound, epochs, compactedBelow, cleanedBelow);
        }

        /** The same log, durable up to there. */
        public Line synced(DurableBound now, Epochs known) {
            return new Line(topicId, topic, partition, startOffset, now, known, compactedBelow, cleanedBelow);
        }

        /** The same log, which compaction may have been at. */
        public Line compactedBelow(long offset) {
            long further = Math.max(compactedBelow, offset);
            return new Line(topicId, topic, partition, startOffset, bound, epochs, further, cleanedBelow);
        }

        /** The same log, cleaned. */
        public Line cleanedBelow(long offset) {
            long further = Math.max(cleanedBelow, offset);
            return new Line(topicId, topic, partition, startOffset, bound, epochs, compactedBelow, further);
        }
    }

    /** Replaces the file durably. */
    public void write(Disk disk) throws IOException {
        StringBuilder text = new StringBuilder(128 + logs.size() * 96);
        text.append(FIRST_LINE).append('\n');
        text.append(clean ? "clean " : "open ").append(floor).append(' ').append(generation);
        text.append('\n');
        for (Line log : logs) {
            text.append(log.topicId())
                    .append(' ')
                    .append(log.topic())
                    .append(' ')
                    .append(log.partition());
            text.append(' ')
                    .append(log.startOffset())
                    .append(' ')
                    .append(log.bound().offset());
            text.append(' ').append(log.bound().segmentBase()).append(' ');
            text.append(log.bound().position()).append(' ');
            text.append(log.epochs().format()).append(' ');
            text.append(log.compactedBelow())
                    .append(' ')
                    .append(log.cleanedBelow())
                    .append('\n');
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        text.append("crc ").append(crc(body, body.length)).append('\n');
        SmallFiles.replace(disk, "", NAME, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the file; null when there is none. A damaged one throws: without it rot cannot be told from a torn tail. */
    public static @Nullable Checkpoint read(Disk disk) throws IOException {
        byte[] content = SmallFiles.read(disk, NAME);
        if (content == null) {
            return null;
        }
        String text = new String(content, StandardCharsets.UTF_8);
        int end = text.lastIndexOf("crc ");
        byte[] body = text.substring(0, Math.max(0, end)).getBytes(StandardCharsets.UTF_8);
        if (end < 0
                || !text.startsWith(FIRST_LINE + "\n")
                || !text.substring(end).equals("crc " + crc(body, body.length) + "\n")) {
            throw new IOException(disk + "/" + NAME + " is damaged; restore it from a backup, or delete it to check"
                    + " every log from its begin (damage then counts as a torn tail and is cut off)");
        }
        List<String> lines = text.substring(0, end).lines().toList();
        String[] state = lines.get(1).split(" ");
        List<Line> logs = new ArrayList<>(lines.size());
        for (String line : lines.subList(2, lines.size())) {
            logs.add(parse(line.split(" ")));
        }
        return new Checkpoint(state[0].equals("clean"), Long.parseLong(state[1]), Long.parseLong(state[2]), logs);
    }

    private static Line parse(String[] words) {
        return new Line(
                Uuid.fromString(words[0]),
                words[1],
                Integer.parseInt(words[2]),
                Long.parseLong(words[3]),
                new DurableBound(Long.parseLong(words[4]), Long.parseLong(words[5]), Long.parseLong(words[6])),
                Epochs.parse(words[7]),
                // Older releases compacted nothing.
                words.length > 8 ? Long.parseLong(words[8]) : 0,
                words.length > 9 ? Long.parseLong(words[9]) : 0);
    }

    private static String crc(byte[] body, int length) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, length);
        return Long.toHexString(crc.getValue());
    }
}
