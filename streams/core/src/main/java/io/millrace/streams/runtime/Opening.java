package io.millrace.streams.runtime;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.Admin.FoundOffset;
import io.millrace.client.call.Answer;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.Offset;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.task.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Brings newly assigned tasks to where they can process: their changelogs are read from the beginning to the end, and
 * their positions found. All questions are asked at once; each task begins as soon as its own stores are whole.
 * <i>Loop-owned.</i>
 *
 * <pre>ASKING --positions and ends known--> RESTORING --every store at its changelog's end--> handed over</pre>
 */
final class Opening {
    private final Admin admin;
    private final Fetcher restorer;
    private final Function<TopicPartition, String> resetPolicy;
    private final Map<TaskId, ActiveTask> tasks = new HashMap<>();
    private final Map<TopicPartition, Restoring> restoring = new HashMap<>();
    private final Map<TopicPartition, Offset> committed = new HashMap<>();
    private final Map<TopicPartition, Offset> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private int unanswered;
    private @Nullable Throwable failure;

    /** A store on its way to its changelog's end. */
    private record Restoring(ActiveTask task, String store, TopicPartition changelog, long end) {}

    /**
     * Asks for what has to be known.
     *
     * @param resetPolicy for a partition without a committed position: earliest, latest or none
     */
    Opening(
            Collection<ActiveTask> opened,
            Admin admin,
            GroupMember member,
            Fetcher restorer,
            Function<TopicPartition, String> resetPolicy) {
        this.admin = admin;
        this.restorer = restorer;
        this.resetPolicy = resetPolicy;
        opened.forEach(task -> tasks.put(task.id(), task));

        List<TopicPartition> sources = new ArrayList<>();
        Map<TopicPartition, Long> sourceEnds = new HashMap<>();
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> lasts = new HashMap<>();
        for (ActiveTask task : opened) {
            for (TopicPartition partition : task.partitions()) {
                sources.add(partition);
                sourceEnds.put(partition, Admin.LATEST);
            }
            for (String store : task.task().changelogStores()) {
                TopicPartition changelog = changelog(task.task(), store);
                begins.put(changelog, Admin.EARLIEST);
                lasts.put(changelog, Admin.LATEST);
            }
        }
        member.committed(sources, take(this::positionsFound));
        find(sourceEnds, found -> found.forEach((partition, offset) -> ends.put(partition, offset.offset())));
        if (!begins.isEmpty()) {
            find(begins, first -> find(lasts, last -> restore(first, last)));
        }
    }

    private static TopicPartition changelog(Task task, String store) {
        return new TopicPartition(task.changelogTopic(store), task.id().partition());
    }

    private void find(Map<TopicPartition, Long> specs, Consumer<Map<TopicPartition, FoundOffset>> whenFound) {
        admin.listOffsets(specs, take(whenFound));
    }

    private <T> Answer<T> take(Consumer<T> whenFound) {
        unanswered++;
        return (value, why) -> {
            unanswered--;
            if (value == null) {
                failure = failure == null ? why : failure;
            } else {
                whenFound.accept(value);
            }
        };
    }

    private void positionsFound(Map<TopicPartition, Offset> offsets) {
        committed.putAll(offsets);
        positions.putAll(offsets);
        Map<TopicPartition, Long> resets = new HashMap<>();
        for (ActiveTask task : tasks.values()) {
            for (TopicPartition partition : task.partitions()) {
                if (!offsets.containsKey(partition)) {
                    resets.put(partition, spec(partition));
                }
            }
        }
        if (!resets.isEmpty()) {
            find(
                    resets,
                    found ->
                            found.forEach((partition, offset) -> positions.put(partition, Offset.of(offset.offset()))));
        }
    }

    private long spec(TopicPartition partition) {
        String policy = resetPolicy.apply(partition);
        switch (policy) {
            case "earliest":
                return Admin.EARLIEST;
            case "latest":
                return Admin.LATEST;
            default:
                failure = new StreamsException("partition " + partition + " has no committed position, and its reset"
                        + " policy is " + policy);
                return Admin.EARLIEST;
        }
    }

    private void restore(Map<TopicPartition, FoundOffset> first, Map<TopicPartition, FoundOffset> last) {
        for (ActiveTask task : tasks.values()) {
            for (String store : task.task().changelogStores()) {
                TopicPartition changelog = changelog(task.task(), store);
                FoundOffset begin = first.get(changelog);
                FoundOffset end = last.get(changelog);
                if (begin == null || end == null || begin.offset() >= end.offset()) {
                    continue;
                }
                restoring.put(changelog, new Restoring(task, store, changelog, end.offset()));
                restorer.add(changelog, begin.offset());
            }
        }
    }

    /** Takes a slice of a changelog, if it is one of its own. */
    void restored(Fetched slice) {
        Restoring store = restoring.get(slice.partition());
        if (store == null) {
            return;
        }
        store.task.task().restore(store.store, slice.slices());
        if (slice.nextOffset() >= store.end) {
            restoring.remove(store.changelog);
            restorer.remove(store.changelog);
        }
    }

    /** Tasks that may process from now on; they are no longer this opening's. */
    List<ActiveTask> ready() {
        if (failure != null) {
            throw new StreamsException("tasks " + tasks.keySet() + " could not be opened", failure);
        }
        if (unanswered > 0 || tasks.isEmpty()) {
            return List.of();
        }
        Set<ActiveTask> waiting = new HashSet<>();
        restoring.values().forEach(store -> waiting.add(store.task));
        List<ActiveTask> ready = new ArrayList<>();
        for (Iterator<ActiveTask> it = tasks.values().iterator(); it.hasNext(); ) {
            ActiveTask task = it.next();
            if (!waiting.contains(task)) {
                it.remove();
                task.knownCommitted(committed);
                task.begin(positions, ends);
                ready.add(task);
            }
        }
        return ready;
    }

    boolean finished() {
        return tasks.isEmpty();
    }

    Collection<ActiveTask> tasks() {
        return tasks.values();
    }

    /** Gives up the tasks that are not wanted. */
    void retain(Collection<TaskId> wanted) {
        for (Iterator<ActiveTask> it = tasks.values().iterator(); it.hasNext(); ) {
            ActiveTask task = it.next();
            if (!wanted.contains(task.id())) {
                it.remove();
                restoring.values().removeIf(store -> {
                    boolean its = store.task == task;
                    if (its) {
                        restorer.remove(store.changelog);
                    }
                    return its;
                });
                task.close();
            }
        }
    }
}
