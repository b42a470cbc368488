package io.millrace.connect.task.sink;

import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.RecordWalk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records that a sink task's thread has before it, partition by partition, and where it is in each. Slices stay until
 * the put that has their records is over, so that a refused record can still be had as it was. Owned by the
 * task's thread, which holds its lock while it reads; others may look for a refused record during a put.
 */
final class Reading {
    private final Inlet inlet;
    private final Map<TopicPartition, Part> parts = new LinkedHashMap<>();
    private final RecordWalk walk = new RecordWalk();
    /** Read to their end, but the put is not over. */
    private final List<Fetched> spent = new ArrayList<>();

    private @Nullable Part current;

    Reading(Inlet inlet) {
        this.inlet = inlet;
    }

    synchronized Set<TopicPartition> assignment() {
        return Set.copyOf(parts.keySet());
    }

    Collection<Part> parts() {
        return parts.values();
    }

    @Nullable
    Part part(TopicPartition partition) {
        return parts.get(partition);
    }

    synchronized void assigned(Map<TopicPartition, Long> positions) {
        drop();
        positions.forEach((partition, offset) -> parts.put(partition, new Part(partition, offset)));
    }

    /** Owns nothing any more. */
    synchronized void drop() {
        List<Fetched> all = new ArrayList<>(spent);
        parts.values().forEach(part -> all.addAll(part.slices));
        spent.clear();
        parts.clear();
        current = null;
        release(all);
    }

    synchronized void arrived(Event.Arrived arrived) {
        Part part = parts.get(arrived.slice().partition());
        if (part == null || part.seek != arrived.seek()) {
            release(List.of(arrived.slice()));
        } else {
            part.slices.add(arrived.slice());
        }
    }

    /** Moves to the next record of any partition that is not paused; false when there is none now. */
    boolean next() {
        while (true) {
            Part part = current;
            if (part == null) {
                part = choose();
                if (part == null) {
                    return false;
                }
                current = part;
                walk.over(part.slices.element());
            }
            while (walk.next()) {
                // A slice is walked from its beginning again after a pause.
                if (walk.record().offset() >= part.read) {
                    return true;
                }
            }
            Fetched done = part.slices.remove();
            part.read = Math.max(part.read, done.nextOffset());
            spent.add(done);
            current = null;
        }
    }

    RecordWalk walk() {
        return walk;
    }

    /** Of the record that {@link #next} moved to. */
    Part current() {
        Part part = current;
        if (part == null) {
            throw new IllegalStateException("no record");
        }
        return part;
    }

    /** All that was read is the task's now. */
    synchronized void taken() {
        for (Part part : parts.values()) {
            part.position = part.read;
        }
        if (!spent.isEmpty()) {
            release(List.copyOf(spent));
            spent.clear();
        }
    }

    synchronized void seek(Part part, long offset) {
        part.seek++;
        part.read = offset;
        part.position = offset;
        release(List.copyOf(part.slices));
        part.slices.clear();
        if (current == part) {
            current = null;
        }
        inlet.seek(part.partition, offset, part.seek);
    }

    synchronized void pause(Collection<TopicPartition> partitions, boolean paused) {
        for (TopicPartition each : partitions) {
            Part part = parts.get(each);
            if (part != null) {
                part.paused = paused;
                if (paused && current == part) {
                    current = null;
                }
            }
        }
        if (paused) {
            inlet.pause(partitions);
        } else {
            inlet.resume(partitions);
        }
    }

    /** The slices that may still hold that offset: of the put that is going on. */
    synchronized List<Fetched> slicesOf(TopicPartition partition) {
        List<Fetched> found = new ArrayList<>();
        for (Fetched slice : spent) {
            if (slice.partition().equals(partition)) {
                found.add(slice);
            }
        }
        Part part = parts.get(partition);
        if (part != null) {
            found.addAll(part.slices);
        }
        return found;
    }

    private @Nullable Part choose() {
        for (Part part : parts.values()) {
            if (!part.paused && !part.slices.isEmpty()) {
                // The next choice begins with another one, so that all get their turn.
                parts.remove(part.partition);
                parts.put(part.partition, part);
                return part;
            }
        }
        return null;
    }

    private void release(List<Fetched> slices) {
        if (!slices.isEmpty()) {
            inlet.release(slices);
        }
    }
}
