package io.millrace.storage.compact;

import io.millrace.storage.segment.LogFiles.Facts;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a log is to be cleaned. <i>Immutable.</i>
 *
 * @param segments those that are read and may be written anew, oldest first
 * @param dirtyFrom what begins below was cleaned before
 * @param end the offset behind the last segment
 * @param cleanBytes in segments cleaned before
 * @param dirtyBytes in the others
 */
public record CleanPlan(List<Facts> segments, long dirtyFrom, long end, long cleanBytes, long dirtyBytes) {

    /** Of a log with these segments, of which those are left alone that end above the limit. */
    public static CleanPlan of(List<Facts> all, long cleanedBelow, long limit) {
        List<Facts> segments = new ArrayList<>();
        long clean = 0;
        long dirty = 0;
        // The last one is written to.
        for (Facts segment : all.subList(0, Math.max(0, all.size() - 1))) {
            if (segment.endOffset() > limit) {
                break;
            }
            segments.add(segment);
            if (segment.endOffset() <= cleanedBelow) {
                clean += segment.sizeBytes();
            } else {
                dirty += segment.sizeBytes();
            }
        }
        long from =
                segments.isEmpty() ? 0 : Math.max(cleanedBelow, segments.get(0).baseOffset());
        long end = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).endOffset();
        return new CleanPlan(List.copyOf(segments), from, end, clean, dirty);
    }

    /** How much of it is new since it was cleaned: from 0 to 1. */
    public double dirtyRatio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }

    /** Runs of segments that fit into one, each with its bases, for all segments that begin below the offset. */
    List<List<Facts>> groups(int segmentBytes, long below) {
        List<List<Facts>> groups = new ArrayList<>();
        List<Facts> group = new ArrayList<>();
        long bytes = 0;
        for (Facts segment : segments) {
            if (segment.baseOffset() >= below) {
                break;
            }
            boolean fits = group.isEmpty()
                    || (bytes + segment.sizeBytes() <= segmentBytes
                            && segment.endOffset() - group.get(0).baseOffset() <= Integer.MAX_VALUE);
            if (!fits) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
            }
            group.add(segment);
            bytes += segment.sizeBytes();
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
