package io.millrace.storage.compact;

import io.millrace.storage.segment.CleanedSegment;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.LogFiles.Facts;
import io.millrace.storage.segment.SegmentScan;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cleaning of one log, in steps of a few bytes: headers of the whole log, then the keys of what is dirty, then all
 * that may lose a record is written anew. Loop-owned by the disk loop.
 *
 * <pre>
 * HEADERS --the log's end--> KEYS --the plan's end, or the map is full--> REWRITE --the last group--> DONE
 * any --a segment is gone--> the log changed below: given up, tried again later
 * </pre>
 */
public final class CleanRun {
    private final LogFiles files;
    private final CleanPlan plan;
    private final Rules rules;
    private final Transactions transactions;
    private final RecordCursor records = new RecordCursor();
    private final List<Facts> all;
    private Phase phase = Phase.HEADERS;
    private int number;
    private long position;
    private long dirtyRecords;
    private @Nullable KeyMap keys;
    private long mapEnd;
    private List<List<Facts>> groups = List.of();
    private int group;
    private @Nullable CleanedSegment cleaned;
    private @Nullable BatchRule rule;
    private boolean swapping;

    private enum Phase {
        HEADERS,
        KEYS,
        REWRITE,
        DONE
    }

    /**
     * What the topic and the node say. <i>Immutable.</i>
     *
     * @param nowMs the time, for horizons
     * @param tombstoneMs how long tombstones and markers stay
     * @param producerMs how long a producer's last sequence number stays
     * @param segmentBytes of the segments to write
     * @param mapBytes for the keys
     */
    public record Rules(long nowMs, long tombstoneMs, long producerMs, int segmentBytes, long mapBytes) {}

    /** Reads and writes nothing yet. */
    public CleanRun(LogFiles files, CleanPlan plan, Rules rules) {
        this.files = files;
        this.plan = plan;
        this.rules = rules;
        this.transactions = new Transactions(rules.nowMs - rules.producerMs);
        this.all = files.facts();
    }

    /** Goes on until about that many bytes were read or written, and returns how many. */
    public long step(int bytes) throws IOException {
        long done = 0;
        while (done < bytes && phase != Phase.DONE) {
            done += switch (phase) {
                case HEADERS -> headers(bytes);
                case KEYS -> keys(bytes);
                default -> rewrite(bytes);
            };
        }
        return done;
    }

    /** Whether there is nothing left to do. */
    public boolean done() {
        return phase == Phase.DONE;
    }

    /** Everything below is clean once it is done. */
    public long cleanedBelow() {
        return mapEnd;
    }

    /** Whether a failure now is one of the log's own files, and not of a copy. */
    public boolean swapping() {
        return swapping;
    }

    /** Deletes what was written in vain. */
    public void abandon() throws IOException {
        CleanedSegment unfinished = cleaned;
        cleaned = null;
        phase = Phase.DONE;
        if (unfinished != null) {
            files.abandon(unfinished);
        }
    }

    private long headers(int bytes) throws IOException {
        if (number == all.size()) {
            keys = new KeyMap(dirtyRecords, rules.mapBytes);
            mapEnd = plan.end();
            number = 0;
            phase = Phase.KEYS;
            return 0;
        }
        Facts segment = all.get(number);
        return walk(segment, bytes, (scan, buffer, at) -> {
            if (BatchHeader.isControl(buffer, at)) {
                scan.loadBody();
                transactions.note(scan.buffer(), scan.index());
                return true;
            }
            transactions.note(buffer, at);
            if (BatchHeader.lastOffset(buffer, at) >= plan.dirtyFrom()
                    && BatchHeader.baseOffset(buffer, at) < plan.end()) {
                dirtyRecords += Math.max(0, BatchHeader.recordCount(buffer, at));
            }
            return true;
        });
    }

    private long keys(int bytes) throws IOException {
        KeyMap map = keys;
        if (map == null || number == plan.segments().size() || mapEnd < plan.end()) {
            groups = plan.groups(rules.segmentBytes, mapEnd);
            rule = new BatchRule(known(map), transactions, mapEnd, rules.nowMs, rules.tombstoneMs);
            number = 0;
            position = 0;
            phase = groups.isEmpty() ? Phase.DONE : Phase.REWRITE;
            return 0;
        }
        Facts segment = plan.segments().get(number);
        if (segment.endOffset() <= plan.dirtyFrom()) {
            number++;
            return 0;
        }
        return walk(segment, bytes, (scan, buffer, at) -> {
            if (BatchHeader.lastOffset(buffer, at) < plan.dirtyFrom()
                    || BatchHeader.isControl(buffer, at)
                    || transactions.isAborted(buffer, at)) {
                return true;
            }
            scan.loadBody();
            return noteKeys(map, scan.buffer(), scan.index());
        });
    }

    private static KeyMap known(@Nullable KeyMap map) {
        if (map == null) {
            throw new IllegalStateException("keys come before what is decided by them");
        }
        return map;
    }

    /** False when the map is full. */
    private boolean noteKeys(KeyMap map, ByteBuffer batch, int at) {
        records.over(batch, at);
        while (records.next()) {
            if (records.keySize() < 0 || records.offset() < plan.dirtyFrom()) {
                continue;
            }
            if (map.full()) {
                mapEnd = records.offset();
                return false;
            }
            map.put(records.buffer(), records.keyPosition(), records.keySize(), records.offset());
        }
        return true;
    }

    private long rewrite(int bytes) throws IOException {
        List<Facts> sources = groups.get(group);
        if (number == sources.size()) {
            finishGroup(sources);
            return bytes;
        }
        CleanedSegment into = cleaned;
        BatchRule by = rule;
        if (into == null || by == null) {
            cleaned = files.cleaned(sources.get(0).baseOffset());
            return 0;
        }
        return walk(sources.get(number), bytes, (scan, buffer, at) -> {
            scan.loadBody();
            ByteBuffer kept = by.keep(scan.buffer(), scan.index());
            if (kept != null) {
                into.add(kept, 0);
            }
            return true;
        });
    }

    private void finishGroup(List<Facts> sources) throws IOException {
        CleanedSegment finished = cleaned;
        if (finished != null) {
            files.finish(finished);
            // Only now: without room for the last of it, it is still to be given up.
            cleaned = null;
            swapping = true;
            boolean replaced =
                    files.replace(sources.stream().map(Facts::baseOffset).toList(), finished);
            swapping = false;
            if (!replaced) {
                // Retention was faster: what is left of the plan is no longer what it was made for.
                group = groups.size() - 1;
                mapEnd = plan.dirtyFrom();
            }
        }
        group++;
        number = 0;
        position = 0;
        if (group == groups.size()) {
            phase = Phase.DONE;
        }
    }

    private interface OnBatch {
        /** False to stop here. */
        boolean batch(SegmentScan scan, ByteBuffer buffer, int at) throws IOException;
    }

    /** From where the last walk ended; to the next segment at this one's end. */
    private long walk(Facts segment, int bytes, OnBatch onBatch) throws IOException {
        long begun = position;
        try (SegmentScan scan = files.scan(segment.baseOffset(), position)) {
            while (position - begun < bytes) {
                if (!scan.next()) {
                    number++;
                    long walked = position - begun;
                    position = 0;
                    return walked;
                }
                boolean more = onBatch.batch(scan, scan.buffer(), scan.index());
                position = scan.nextPosition();
                if (!more) {
                    break;
                }
            }
        }
        return position - begun;
    }
}
