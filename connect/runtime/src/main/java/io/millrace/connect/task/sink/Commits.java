package io.millrace.connect.task.sink;

import io.millrace.client.group.Offset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commits of a sink task's positions, one at a time. Owned by the task's thread. */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final String task;
    private final Inlet inlet;
    private final Reading reading;
    private final int timeoutMs;
    private @Nullable CompletableFuture<Void> open;
    private Map<Part, Long> openPositions = Map.of();

    Commits(String task, Inlet inlet, Reading reading, int timeoutMs) {
        this.task = task;
        this.inlet = inlet;
        this.reading = reading;
        this.timeoutMs = timeoutMs;
    }

    /** Whether one is on the way; notes the end of the last. */
    boolean isOpen() {
        if (open != null && open.isDone()) {
            settle(open);
        }
        return open != null;
    }

    /** What the task may be asked to commit. */
    Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (Part part : reading.parts()) {
            positions.put(part.partition, new OffsetAndMetadata(part.position));
        }
        return positions;
    }

    /** Begins to commit what the task agreed to, as far as it is news. */
    void begin(Map<TopicPartition, OffsetAndMetadata> agreed) {
        Map<TopicPartition, Offset> news = new HashMap<>();
        Map<Part, Long> positions = new HashMap<>();
        agreed.forEach((partition, offset) -> {
            Part part = reading.part(partition);
            if (part == null || offset == null) {
                LOG.warn("task {} wants to commit {}, which is not its own", task, partition);
            } else if (offset.offset() > part.position) {
                LOG.warn(
                        "task {} wants to commit {} of {}, but was given only what lies before {}",
                        task,
                        offset.offset(),
                        partition,
                        part.position);
            } else if (offset.offset() != part.committed) {
                news.put(partition, new Offset(offset.offset(), -1, offset.metadata()));
                positions.put(part, offset.offset());
            }
        });
        if (!news.isEmpty()) {
            openPositions = positions;
            open = inlet.commit(news);
        }
    }

    /** Waits for the one on the way, so long at most. */
    void await() throws InterruptedException {
        CompletableFuture<Void> waited = open;
        if (waited == null) {
            return;
        }
        try {
            waited.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Told by settle.
        } catch (TimeoutException e) {
            LOG.warn("task {}: a commit takes longer than {} ms", task, timeoutMs);
            open = null;
            return;
        }
        settle(waited);
    }

    /** The partitions are not ours any more. */
    void forget() {
        open = null;
        openPositions = Map.of();
    }

    private void settle(CompletableFuture<Void> done) {
        open = null;
        try {
            done.join();
            openPositions.forEach((part, position) -> part.committed = position);
        } catch (RuntimeException e) {
            LOG.warn("task {}: positions are not committed yet: {}", task, String.valueOf(e.getCause()));
        }
        openPositions = Map.of();
    }
}
