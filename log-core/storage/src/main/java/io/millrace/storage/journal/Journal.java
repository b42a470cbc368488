package io.millrace.storage.journal;

import io.millrace.base.Check;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The node-wide write-ahead journal: entries of all logs in a few files that are zero-filled once and then used again
 * and again, so that a sync has no length and no allocation to write. A group is all that was appended between two
 * {@link #sync}s. A file is used again when all its entries lie below the floor, see {@link #free}. <i>Loop-owned.</i>
 */
public final class Journal implements AutoCloseable {
    private static final int FIRST_STEP_BYTES = 256 * 1024;
    private static final int LAST_STEP_BYTES = 2 * 1024 * 1024;

    private final Disk disk;
    private final String directory;
    private final int fileBytes;
    /** By slot; a file of generation g lies in slot g modulo their number. */
    private final @Nullable DiskFile[] files;
    /** By slot: the sequence number after the file's last entry; what lies below the floor is free. */
    private final long[] ends;

    private final long[] allocatedBytes;
    private final ByteBuffer staging;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(64 * 1024);

    private final long firstGeneration;
    private long generation;
    private long position;
    private long sequence;
    private long groupSequence;
    private long groupPosition;
    private long floor;
    private boolean newFile;
    /** Until the floor is there, files that an earlier process wrote hold entries, from that generation on. */
    private long keptBelow;

    private long keptGeneration;

    /** A journal whose files are all free; its next entry gets that sequence number, in a file of that generation. */
    public Journal(
            Disk disk,
            String directory,
            int fileBytes,
            int files,
            int maxPayloadBytes,
            long sequence,
            long generation) {
        this.disk = disk;
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.files = new DiskFile[files];
        this.ends = new long[files];
        this.allocatedBytes = new long[files];
        this.staging = ByteBuffer.allocateDirect(Math.max(256 * 1024, maxPayloadBytes + 2 * Entry.ALIGNMENT));
        this.sequence = sequence;
        this.groupSequence = sequence;
        this.floor = sequence;
        this.generation = generation;
        this.firstGeneration = generation;
    }

    /**
     * Files of these generations, written by an earlier process, hold entries from that sequence number on which are in no
     * synced segment yet: they are overwritten when the floor has passed them. Before the first append.
     */
    public void keep(SortedSet<Long> generations, long from) {
        Check.that(floor == sequence && from <= sequence, "entries kept from %d, the next is %d", from, sequence);
        if (!generations.isEmpty()) {
            generations.forEach(kept -> ends[slot(kept)] = sequence);
            keptGeneration = generations.first();
            keptBelow = sequence;
            floor = from;
        }
        Check.that(slotFree(generation), "generation %d has no file", generation);
    }

    static String path(String directory, int slot) {
        return directory + "/" + slot + ".journal";
    }

    /** The sequence number of the next entry. */
    public long nextSequence() {
        return sequence;
    }

    /** The generation of the file that is written to. */
    public long generation() {
        return generation;
    }

    /** The oldest generation that may hold entries that are not below the floor. */
    public long oldestGeneration() {
        if (floor < keptBelow) {
            return keptGeneration;
        }
        long oldest = generation;
        for (int i = 1; i < files.length && oldest > firstGeneration && !slotFree(generation - i); i++) {
            oldest = generation - i;
        }
        return oldest;
    }

    /** Bytes that fit before entries below the floor are overwritten. */
    public long roomBytes() {
        long room = fileBytes - position - staging.position();
        for (int i = 1; i < files.length && slotFree(generation + i); i++) {
            room += fileBytes;
        }
        return room;
    }

    /** Bytes of all files. */
    public long capacityBytes() {
        return (long) fileBytes * files.length;
    }

    /** Whether a file before the current one waits to be freed. */
    public boolean hasFullFiles() {
        for (int i = 1; i < files.length; i++) {
            if (!slotFree(generation + i)) {
                return true;
            }
        }
        return false;
    }

    /** Everything below the sequence number is durable elsewhere, and noted so: those entries may be overwritten. */
    public void free(long newFloor) {
        Check.that(newFloor >= floor && newFloor <= sequence, "floor %d moved to %d", floor, newFloor);
        floor = newFloor;
    }

    /** Adds an entry to the group; false when the journal is full. It is durable after the next {@link #sync}. */
    public boolean append(
            EntryKind kind, Uuid topicId, int partition, long baseOffset, ByteBuffer payload, int at, int payloadBytes)
            throws IOException {
        int bytes = Entry.HEADER + payloadBytes;
        if (Entry.align(position + staging.position() + bytes) > fileBytes && !nextFile()) {
            return false;
        }
        if (bytes > staging.remaining()) {
            writeStaged();
        }
        Entry.put(
                staging,
                kind,
                generation,
                sequence++,
                groupSequence,
                topicId.getMostSignificantBits(),
                topicId.getLeastSignificantBits(),
                partition,
                baseOffset,
                payload,
                at,
                payloadBytes);
        return true;
    }

    /** Makes the group durable. When this fails nothing is known of it, and it must not be tried again. */
    public void sync() throws IOException {
        if (sequence == groupSequence) {
            return;
        }
        padAndWrite();
        current().sync();
        if (newFile) {
            disk.syncDirectory(directory);
            newFile = false;
        }
        ends[slot(generation)] = sequence;
        groupSequence = sequence;
        groupPosition = position;
    }

    /** Forgets the group, of which nothing was synced: after a write for which the disk had no room. */
    public void rollback() {
        staging.clear();
        sequence = groupSequence;
        position = groupPosition;
    }

    private boolean nextFile() throws IOException {
        if (!slotFree(generation + 1)) {
            return false;
        }
        sync();
        generation++;
        position = 0;
        groupPosition = 0;
        return true;
    }

    private boolean slotFree(long ofGeneration) {
        return ends[slot(ofGeneration)] <= floor;
    }

    private int slot(long ofGeneration) {
        return (int) (ofGeneration % files.length);
    }

    private void padAndWrite() throws IOException {
        int padding = (int) (Entry.align(position + staging.position()) - position - staging.position());
        if (padding > staging.remaining()) {
            writeStaged();
        }
        // What an earlier generation left in the last sector must not look like the rest of this group.
        for (int i = 0; i < padding; i++) {
            staging.put((byte) 0);
        }
        writeStaged();
    }

    private void writeStaged() throws IOException {
        DiskFile file = current();
        int bytes = staging.position();
        allocate(file, position + bytes);
        file.write(staging.flip(), position);
        staging.clear();
        position += bytes;
    }

    /** Zero-fills ahead, in steps: the first start must not wait for whole files. The group's own sync covers it. */
    private void allocate(DiskFile file, long upTo) throws IOException {
        int slot = slot(generation);
        while (allocatedBytes[slot] < upTo) {
            long allocated = allocatedBytes[slot];
            long step = Math.min(Math.max(allocated, FIRST_STEP_BYTES), LAST_STEP_BYTES);
            long target = Math.min(fileBytes, Math.max(allocated + step, upTo));
            while (allocated < target) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), target - allocated));
                int count = zeros.remaining();
                file.write(zeros, allocated);
                allocated += count;
            }
            allocatedBytes[slot] = allocated;
        }
    }

    private DiskFile current() throws IOException {
        int slot = slot(generation);
        DiskFile file = files[slot];
        if (file == null) {
            String path = path(directory, slot);
            file = disk.open(path);
            // Also when it was there: whoever made it may have been killed before its name was durable.
            newFile = true;
            files[slot] = file;
            allocatedBytes[slot] = file.size();
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        for (DiskFile file : files) {
            if (file != null) {
                file.close();
            }
        }
    }
}
