package io.millrace.platform.pages.ask;

import io.millrace.base.Loop;
import io.millrace.client.LogClient;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.platform.pages.view.Shown;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.CorruptBatch;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the last records of each partition once, and keeps the latest of them all. <i>Loop-owned.</i> */
final class LatestRecords {
    private static final FetchConfig SMALL = new FetchConfig(1, 250, 4 << 20, 256 << 10);
    private static final int PATIENCE_MS = 4_000;
    private static final int MAX_BATCH_BYTES = 32 << 20;
    private static final int MAX_HEADERS = 16;
    private static final int MAX_HEADER_BYTES = 512;
    private static final Comparator<Taken> LATEST_FIRST = Comparator.comparingLong(Taken::timestamp)
            .thenComparingLong(Taken::offset)
            .reversed();

    private final Loop.Timer patience;
    private final Fetcher fetcher;
    private final int most;
    private final int perPartition;
    private final Map<TopicPartition, Long> left = new HashMap<>();
    private final Map<TopicPartition, Deque<Taken>> taken = new HashMap<>();
    private final CompletableFuture<List<Taken>> answer;
    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor(MAX_BATCH_BYTES);

    LatestRecords(
            Loop loop,
            LogClient log,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            int most,
            CompletableFuture<List<Taken>> answer) {
        this.most = most;
        this.answer = answer;
        // Of many partitions fewer each: what is read and kept stays within bounds.
        perPartition = Math.max(2, Math.min(most, 4 * most / Math.max(1, ends.size())));
        fetcher = log.fetcher(SMALL);
        fetcher.onArrival(this::take);
        fetcher.onOutOfRange((partition, position) -> gone(partition));
        patience = loop.schedule(PATIENCE_MS, this::end);
        ends.forEach((partition, end) -> {
            long start = starts.getOrDefault(partition, 0L);
            if (end > start) {
                left.put(partition, end);
                fetcher.add(partition, Math.max(start, end - perPartition));
            }
        });
    }

    void begin() {
        if (left.isEmpty()) {
            end();
        }
    }

    private void gone(TopicPartition partition) {
        left.remove(partition);
        fetcher.remove(partition);
        if (left.isEmpty()) {
            end();
        }
    }

    private void take() {
        if (answer.isDone()) {
            return;
        }
        try {
            for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
                takeAndClose(fetched);
            }
        } catch (CorruptBatch e) {
            close();
            answer.completeExceptionally(e);
            return;
        }
        Throwable failure = fetcher.failure();
        if (failure != null) {
            close();
            answer.completeExceptionally(failure);
        } else if (left.isEmpty()) {
            end();
        }
    }

    private void takeAndClose(Fetched fetched) {
        try (fetched) {
            take(fetched);
            Long end = left.get(fetched.partition());
            if (end != null && fetched.nextOffset() >= end) {
                left.remove(fetched.partition());
                fetcher.remove(fetched.partition());
            }
        }
    }

    private void take(Fetched fetched) {
        Deque<Taken> last = taken.computeIfAbsent(fetched.partition(), partition -> new ArrayDeque<>());
        for (ByteBuffer slice : fetched.slices()) {
            batches.over(slice);
            while (batches.next()) {
                if (batches.isControl() || batches.lastOffset() < fetched.position()) {
                    continue;
                }
                records.over(slice, batches.position());
                while (records.next()) {
                    if (records.offset() >= fetched.position()) {
                        last.add(copy(fetched.partition().partition()));
                        if (last.size() > perPartition) {
                            last.removeFirst();
                        }
                    }
                }
            }
        }
    }

    private Taken copy(int partition) {
        List<Taken.Header> headers = new ArrayList<>();
        if (records.headerCount() > 0) {
            records.forEachHeader((namePosition, nameSize, position, size) -> {
                if (headers.size() < MAX_HEADERS) {
                    byte[] name = bytes(namePosition, nameSize, MAX_HEADER_BYTES);
                    headers.add(new Taken.Header(
                            name == null ? "" : new String(name, StandardCharsets.UTF_8),
                            bytes(position, size, MAX_HEADER_BYTES),
                            size));
                }
            });
        }
        return new Taken(
                partition,
                records.offset(),
                records.timestamp(),
                bytes(records.keyPosition(), records.keySize(), Shown.MAX_BYTES),
                records.keySize(),
                bytes(records.valuePosition(), records.valueSize(), Shown.MAX_BYTES),
                records.valueSize(),
                headers);
    }

    private byte @Nullable [] bytes(int position, int size, int most) {
        if (size < 0) {
            return null;
        }
        byte[] copy = new byte[Math.min(size, most)];
        records.buffer().get(position, copy);
        return copy;
    }

    private void end() {
        close();
        if (answer.isDone()) {
            return;
        }
        List<Taken> all = new ArrayList<>();
        taken.values().forEach(all::addAll);
        all.sort(LATEST_FIRST);
        answer.complete(List.copyOf(all.subList(0, Math.min(most, all.size()))));
    }

    private void close() {
        patience.cancel();
        fetcher.close();
    }
}
