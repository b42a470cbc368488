package io.millrace.streams.runtime;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.topology.GlobalStoreSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The thread that fills an instance's global tables: it reads their topics to the end as it was at the start, says so,
 * and keeps them current from then on. It alone writes to the stores. <i>Any thread.</i>
 */
public final class GlobalThread {
    private final String name;
    private final RuntimeConfig config;
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final Map<String, GlobalStore> byTopic = new LinkedHashMap<>();
    private final Map<String, GlobalStore> byName = new LinkedHashMap<>();
    private final Runnable onLoaded;
    private final Consumer<@Nullable Throwable> onEnd;
    private final Thread thread;
    private final Map<TopicPartition, Long> unread = new HashMap<>();
    private volatile boolean stopping;

    /**
     * Not yet started.
     *
     * @param onLoaded runs on the thread once every table is complete
     * @param onEnd runs last on the thread, with why it ended, or null when it was asked to
     */
    public GlobalThread(
            String name,
            RuntimeConfig config,
            List<GlobalStoreSpec> specs,
            Runnable onLoaded,
            Consumer<@Nullable Throwable> onEnd) {
        this.name = name;
        this.config = config;
        this.onLoaded = onLoaded;
        this.onEnd = onEnd;
        for (GlobalStoreSpec spec : specs) {
            GlobalStore store = new GlobalStore(spec, config.task());
            byTopic.put(store.topic(), store);
            byName.put(store.name(), store);
        }
        thread = new Thread(this::run, name);
    }

    /** The stores by name; to be read once they are loaded. */
    public Map<String, GlobalStore> stores() {
        return byName;
    }

    /** Begins to load. */
    public void start() {
        thread.start();
    }

    /** Asks the thread to end. */
    public void shutdown() {
        stopping = true;
        loop.wakeup();
    }

    /** Waits for the end; false when it did not come in time. */
    public boolean join(long timeoutMs) throws InterruptedException {
        thread.join(timeoutMs);
        return !thread.isAlive();
    }

    private void run() {
        Throwable failure = null;
        var settings = config.globalClient().apply(name);
        try (LogClient client = LogClient.open(ClientConfig.from(settings), loop)) {
            Fetcher fetcher = client.fetcher(FetchConfig.from(settings));
            load(client, fetcher);
            onLoaded.run();
            while (!stopping) {
                loop.turn(apply(fetcher) ? 0 : config.pollMs());
            }
        } catch (Throwable fatal) {
            failure = fatal;
        }
        onEnd.accept(failure);
    }

    private void load(LogClient client, Fetcher fetcher) {
        List<TopicPartition> partitions = new ArrayList<>();
        Pending<Map<TopicPartition, Long>> begins = new Pending<>();
        Pending<Map<TopicPartition, Long>> ends = new Pending<>();
        client.metadata().refresh(byTopic.keySet(), (topics, failure) -> {
            if (topics == null) {
                begins.fail(failure);
                return;
            }
            for (String topic : byTopic.keySet()) {
                var info = topics.get(topic);
                if (info == null) {
                    begins.fail(new StreamsException("the topic of a global table does not exist: " + topic));
                    return;
                }
                for (int partition = 0; partition < info.partitionCount(); partition++) {
                    partitions.add(new TopicPartition(topic, partition));
                }
            }
            find(client.admin(), partitions, Admin.EARLIEST, begins);
            find(client.admin(), partitions, Admin.LATEST, ends);
        });
        Map<TopicPartition, Long> from = begins.await(this);
        Map<TopicPartition, Long> to = ends.await(this);
        from.forEach((partition, offset) -> {
            fetcher.add(partition, offset);
            if (offset < to.getOrDefault(partition, 0L)) {
                unread.put(partition, to.getOrDefault(partition, 0L));
            }
        });
        while (!unread.isEmpty() && !stopping) {
            if (!apply(fetcher)) {
                loop.turn(config.pollMs());
            }
        }
    }

    private static void find(
            Admin admin, List<TopicPartition> partitions, long spec, Pending<Map<TopicPartition, Long>> into) {
        Map<TopicPartition, Long> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        admin.listOffsets(specs, (found, failure) -> {
            if (found == null) {
                into.fail(failure);
                return;
            }
            Map<TopicPartition, Long> offsets = new HashMap<>();
            found.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
            into.value = offsets;
        });
    }

    private boolean apply(Fetcher fetcher) {
        Throwable failure = fetcher.failure();
        if (failure != null) {
            throw new StreamsException("a global table cannot be read", failure);
        }
        boolean any = false;
        for (Fetched slice = fetcher.poll(); slice != null; slice = fetcher.poll()) {
            apply(slice);
            any = true;
        }
        return any;
    }

    private void apply(Fetched slice) {
        try (slice) {
            GlobalStore store = byTopic.get(slice.partition().topic());
            if (store != null) {
                store.apply(slice.partition().partition(), slice.slices());
            }
            Long end = unread.get(slice.partition());
            if (end != null && slice.nextOffset() >= end) {
                unread.remove(slice.partition());
            }
        }
    }

    /** An answer that the thread waits for. */
    private static final class Pending<T> {
        private @Nullable T value;
        private @Nullable Throwable failure;

        private void fail(@Nullable Throwable why) {
            failure = why;
        }

        private T await(GlobalThread thread) {
            while (value == null && failure == null) {
                if (thread.stopping) {
                    throw new StreamsException("stopped while loading global tables");
                }
                thread.loop.turn(thread.config.pollMs());
            }
            if (failure != null) {
                throw new StreamsException("global tables could not be loaded", failure);
            }
            return java.util.Objects.requireNonNull(value);
        }
    }
}
