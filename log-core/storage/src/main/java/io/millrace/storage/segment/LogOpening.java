package io.millrace.storage.segment;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a log's segments. After a clean close the sizes must be as they were noted. After a crash every batch above the
 * durable bound is checked: whole ones that follow on are kept (they were written, maybe not acknowledged), the first
 * torn one and all behind it are cut off. What is missing or damaged below the bound is rot: nothing is cut then.
 */
final class LogOpening {
    private static final String SUFFIX = ".log";

    private final Disk disk;
    private final OpenFiles files;
    private final String directory;
    private final int indexIntervalBytes;
    private final long startOffset;
    private final DurableBound bound;
    private final List<Segment> segments = new ArrayList<>();
    private long endOffset;
    private Epochs epochs;
    private boolean changedDirectory;
    private boolean hasSnapshots;

    LogOpening(
            Disk disk,
            OpenFiles files,
            String directory,
            int indexIntervalBytes,
            long startOffset,
            DurableBound bound,
            Epochs epochs) {
        this.disk = disk;
        this.files = files;
        this.directory = directory;
        this.indexIntervalBytes = indexIntervalBytes;
        this.startOffset = startOffset;
        this.bound = bound;
        this.endOffset = bound.offset();
        this.epochs = epochs;
    }

    long endOffset() {
        return endOffset;
    }

    Epochs epochs() {
        return epochs;
    }

    boolean changedDirectory() {
        return changedDirectory;
    }

    boolean hasSnapshots() {
        return hasSnapshots;
    }

    List<Segment> trusting() throws IOException {
        List<Long> bases = bases();
        openBelowBound(bases);
        for (long base : bases) {
            if (base < bound.segmentBase()) {
                continue;
            }
            // The newest one may be empty: rolled, and nothing came after it.
            Segment newest = new Segment(files, directory, base, indexIntervalBytes, 0, base);
            if (base > bound.segmentBase() || fileSize(newest) != bound.position()) {
                throw new CorruptLog(
                        newest.path(),
                        bound.position(),
                        bound.offset(),
                        "it was closed at this size, and has another one now");
            }
            if (bound.position() == 0) {
                segments.add(newest);
            }
        }
        return List.copyOf(segments);
    }

    List<Segment> checking() throws IOException {
        List<Long> bases = bases();
        openBelowBound(bases);
        int opened = segments.size();
        long size = opened > 0 ? fileSize(last()) : 0;
        if (opened > 0 && size < bound.position()) {
            throw new CorruptLog(last().path(), size, bound.offset(), "the file was longer when it was synced");
        }
        boolean whole = opened == 0 || keepWholeBatches(last());
        for (long base : bases.subList(opened, bases.size())) {
            // Whether this name, or its deletion, reached the disk is not known.
            changedDirectory = true;
            if (whole && base == endOffset) {
                segments.add(new Segment(files, directory, base, indexIntervalBytes, 0, base));
                whole = keepWholeBatches(last());
            } else {
                whole = false;
                deleteSegment(base);
            }
        }
        return List.copyOf(segments);
    }

    private Segment last() {
        return segments.get(segments.size() - 1);
    }

    /** Segments that begin below the bound must be there; the last of them is the one the bound lies in. */
    private void openBelowBound(List<Long> bases) throws IOException {
        if (bound.offset() > startOffset && (bases.isEmpty() || bases.get(0) > startOffset)) {
            throw new CorruptLog(directory, 0, startOffset, "the segment that holds the log's first offset is gone");
        }
        List<Long> below =
                bases.stream().filter(base -> base <= bound.segmentBase()).toList();
        boolean boundHasBytes = bound.position() > 0;
        if (boundHasBytes && below.isEmpty()) {
            throw new CorruptLog(
                    directory + "/" + Segment.name(bound.segmentBase()) + SUFFIX, 0, bound.offset(), "it is gone");
        }
        for (int i = 0; i < below.size(); i++) {
            long base = below.get(i);
            boolean holdsBound = base == bound.segmentBase();
            if (holdsBound && !boundHasBytes) {
                break;
            }
            if (!holdsBound && i == below.size() - 1) {
                throw new CorruptLog(
                        directory + "/" + Segment.name(bound.segmentBase()) + SUFFIX, 0, bound.offset(), "it is gone");
            }
            Segment named = new Segment(files, directory, base, indexIntervalBytes, 0, base);
            long size = holdsBound ? bound.position() : fileSize(named);
            long end = holdsBound ? bound.offset() : below.get(i + 1);
            segments.add(new Segment(files, directory, base, indexIntervalBytes, size, end));
        }
    }

    /** False when something torn had to be cut off. */
    private boolean keepWholeBatches(Segment segment) throws IOException {
        try (OpenFiles.Lease lease = segment.open()) {
            long fileSize = lease.file().size();
            segment.index().truncate(segment.sizeBytes(), segment.endOffset());
            long durable = segment.sizeBytes();
            SegmentCursor cursor = new SegmentCursor(lease.file(), durable, fileSize);
            while (cursor.next() && cursor.baseOffset() == endOffset && cursor.crcMatches()) {
                segment.wrote(cursor.buffer(), cursor.index());
                epochs = epochs.with(cursor.leaderEpoch(), endOffset);
                endOffset = segment.endOffset();
            }
            if (segment.sizeBytes() < fileSize) {
                segment.cutTail();
                return false;
            }
            if (fileSize > durable) {
                // Whether the batches kept are on disk is not known: they count as dirty until the next sync.
                segment.touch();
            }
        }
        return true;
    }

    private void deleteSegment(long base) throws IOException {
        String withoutSuffix = directory + "/" + Segment.name(base);
        for (String suffix : List.of(".index", ".timeindex", SUFFIX)) {
            files.forget(withoutSuffix + suffix);
            disk.delete(withoutSuffix + suffix);
        }
    }

    private long fileSize(Segment segment) throws IOException {
        return files.size(segment.path());
    }

    private List<Long> bases() throws IOException {
        List<Long> bases = new ArrayList<>();
        for (String name : SegmentSwap.recover(disk, directory)) {
            hasSnapshots |= name.endsWith(".snapshot");
            if (name.endsWith(SUFFIX) && name.length() == 20 + SUFFIX.length()) {
                bases.add(Long.parseLong(name.substring(0, 20)));
            }
        }
        return withoutDeleted(bases);
    }

    /** Segments below the log's start were deleted, but their files were not, when the process ended. */
    private List<Long> withoutDeleted(List<Long> bases) throws IOException {
        int first = 0;
        while (first + 1 < bases.size()
                && bases.get(first + 1) <= startOffset
                && bases.get(first + 1) <= bound.segmentBase()) {
            deleteSegment(bases.get(first++));
        }
        return bases.subList(first, bases.size());
    }
}
