package io.millrace.streams.runtime;

import io.millrace.base.Clock;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** The tasks of one thread, open and being opened: slices in, steps in turn. <i>Loop-owned.</i> */
final class TaskSet {
    private final TopicSink sink;
    private final Clock clock;
    private final TreeMap<TaskId, ActiveTask> running = new TreeMap<>();
    private final Map<TopicPartition, ActiveTask> byPartition = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private long processed;

    TaskSet(TopicSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    Collection<ActiveTask> running() {
        return running.values();
    }

    boolean allRunning() {
        return openings.isEmpty();
    }

    /** All ids, running or being opened. */
    Set<TaskId> ids() {
        Set<TaskId> ids = new TreeSet<>(running.keySet());
        openings.forEach(opening -> opening.tasks().forEach(task -> ids.add(task.id())));
        return ids;
    }

    long processed() {
        return processed;
    }

    void add(Opening opening) {
        openings.add(opening);
    }

    /** Closes all but the wanted, without a commit. */
    void retain(Collection<TaskId> wanted) {
        for (Iterator<ActiveTask> it = running.values().iterator(); it.hasNext(); ) {
            ActiveTask task = it.next();
            if (!wanted.contains(task.id())) {
                it.remove();
                task.partitions().forEach(byPartition::remove);
                task.close();
            }
        }
        openings.forEach(opening -> opening.retain(wanted));
        openings.removeIf(Opening::finished);
    }

    /** Ids of those that did not throw in the middle of a record. */
    Set<TaskId> whole() {
        Set<TaskId> ids = new TreeSet<>();
        running.values().forEach(task -> {
            if (!task.broken()) {
                ids.add(task.id());
            }
        });
        return ids;
    }

    /** Applies what came of changelogs, and lets tasks run that are whole. Returns whether anything happened. */
    boolean open(Fetcher restorer) {
        if (openings.isEmpty()) {
            return false;
        }
        boolean any = false;
        for (Fetched slice = restorer.poll(); slice != null; slice = restorer.poll()) {
            restore(slice);
            any = true;
        }
        for (Opening opening : openings) {
            for (ActiveTask task : opening.ready()) {
                running.put(task.id(), task);
                task.partitions().forEach(partition -> byPartition.put(partition, task));
                any = true;
            }
        }
        openings.removeIf(Opening::finished);
        return any;
    }

    private void restore(Fetched slice) {
        try (slice) {
            openings.forEach(opening -> opening.restored(slice));
        }
    }

    /** Hands what was fetched to the tasks. */
    void offer(Fetcher fetcher) {
        for (Fetched slice = fetcher.poll(); slice != null; slice = fetcher.poll()) {
            ActiveTask task = byPartition.get(slice.partition());
            if (task == null) {
                slice.close();
            } else {
                task.offer(slice);
            }
        }
    }

    /** One step of each task that has work; returns whether there may be more at once. */
    boolean process() {
        long wallClockMs = clock.wallMs();
        boolean more = false;
        for (ActiveTask task : running.values()) {
            task.lookAround();
            if (task.task().hasWork(wallClockMs) && !sink.full()) {
                sink.from(task.id());
                int records = task.step(clock, wallClockMs);
                processed += records;
                more |= records > 0;
            }
        }
        return more;
    }

    List<ThreadReport.TaskReport> report() {
        List<ThreadReport.TaskReport> reports = new ArrayList<>();
        running.values().forEach(task -> reports.add(task.report(true)));
        openings.forEach(opening -> opening.tasks().forEach(task -> reports.add(task.report(false))));
        return reports;
    }
}
