package io.millrace.simulator.keyed;

import io.millrace.simulator.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a compacted topic must still have: the newest version of each key, and its tombstone for a while. <i>Loop-owned.</i> */
final class Model {
    private final Map<Integer, List<Version>> versions = new TreeMap<>();
    private final Map<Place, Version> places = new HashMap<>();
    private final Set<Integer> doubtful = new TreeSet<>();
    private final long tombstoneMs;

    private record Place(int partition, long offset) {}

    /** Tombstones are to be found for so long; 0 where no clock can be believed. */
    Model(long tombstoneMs) {
        this.tombstoneMs = tombstoneMs;
    }

    /** The next version of the key is written. */
    Version next(int key, boolean tombstone, long nowMs) {
        List<Version> all = versions.computeIfAbsent(key, k -> new ArrayList<>());
        Version version = new Version(key, all.size(), tombstone, nowMs);
        all.add(version);
        return version;
    }

    /** Whether they lie in the log, and behind what, is not known: nothing is demanded of their keys any more. */
    void doubt(List<Version> versions) {
        versions.forEach(each -> doubtful.add(each.key()));
    }

    /** How many versions there were so far. */
    int written() {
        return versions.values().stream().mapToInt(List::size).sum();
    }

    /** What must be found by one who begins to read now: of each key the number of its newest acknowledged version. */
    Map<Integer, Integer> expected() {
        Map<Integer, Integer> expected = new TreeMap<>();
        versions.forEach((key, all) -> {
            for (Version each : all) {
                if (each.fate() == Version.Fate.KEPT) {
                    expected.put(key, each.number());
                }
            }
        });
        return expected;
    }

    /** A reader found that record; throws when it is none that may be there. */
    Version read(int partition, long offset, int key, int number, boolean tombstone) {
        List<Version> all = versions.getOrDefault(key, List.of());
        if (number >= all.size() || all.get(number).tombstone() != tombstone) {
            throw new Violation("Content", "k" + key + " version " + number + " was never written so");
        }
        Version version = all.get(number);
        Version before = places.putIfAbsent(new Place(partition, offset), version);
        if (before != null && before != version) {
            throw new Violation(
                    "OffsetsAreForever",
                    "offset " + offset + " of partition " + partition + " was " + before + ", now " + version);
        }
        if (version.fate() == Version.Fate.DROPPED) {
            throw new Violation("NoAbortedRead", version + " was aborted, and is read at " + offset);
        }
        return version;
    }

    /**
     * One who began to read when those were expected has read all.
     *
     * @param found by key the number of the last version found
     * @param endedMs when
     */
    void audited(Map<Integer, Integer> expected, Map<Integer, Integer> found, long endedMs) {
        expected.forEach((key, number) -> {
            if (doubtful.contains(key) || isSuperseded(key, number)) {
                return;
            }
            Version newest = Objects.requireNonNull(versions.get(key), "of no key that was written")
                    .get(number);
            Integer last = found.get(key);
            if (last == null) {
                if (!newest.tombstone()) {
                    throw new Violation("LatestIsKept", newest + " was acknowledged, and no version of it is found");
                }
                if (endedMs - newest.writtenMs() < tombstoneMs) {
                    throw new Violation(
                            "TombstoneStays",
                            newest + " is gone " + (endedMs - newest.writtenMs()) + " ms after it was written, not "
                                    + tombstoneMs);
                }
            } else if (last < number) {
                throw new Violation(
                        "LatestIsKept", newest + " was acknowledged, and the newest found is version " + last);
            }
        });
    }

    /** Compaction may have been faster than the reader, and what it left lies behind where he stopped. */
    private boolean isSuperseded(int key, int number) {
        List<Version> all = versions.getOrDefault(key, List.of());
        return all.subList(number + 1, all.size()).stream().anyMatch(each -> each.fate() != Version.Fate.DROPPED);
    }
}
