package io.millrace.simulator.scenario;

import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.Offset;
import io.millrace.simulator.check.Invariant;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads all there is from the beginning, after each start of the node, and holds it against the story. <i>Loop-owned.</i> */
final class Auditor {
    private static final String NAME = "auditor";
    private static final int RETRY_MS = 50;

    private final World world;
    private final Options options;
    private final Invariant invariants;
    private final VirtualLoop loop;
    private final LogClient client;
    private final Fetcher fetcher;
    private final RecordWalk walk = new RecordWalk();
    private final List<Consumer<List<List<Mark>>>> asked = new ArrayList<>();
    private List<Consumer<List<List<Mark>>>> served = List.of();
    private List<List<Mark>> found = List.of();
    private long[] targets = {};
    private boolean busy;

    Auditor(World world, Network network, Options options, Invariant invariants, ClientConfig config) {
        this.world = world;
        this.options = options;
        this.invariants = invariants;
        this.loop = world.loop(NAME);
        this.client = LogClient.open(config, loop, network.transport(NAME), world.fork());
        this.fetcher = client.fetcher(new FetchConfig(1, 200, 8 << 20, 1 << 20));
        fetcher.onArrival(this::take);
        fetcher.onOutOfRange((partition, position) -> invariants.outOfRange(NAME, partition.partition(), position));
    }

    Admin admin() {
        return client.admin();
    }

    VirtualLoop loop() {
        return loop;
    }

    /** An audit that begins after this call; several wishes are served at once. */
    void audit(Consumer<List<List<Mark>>> then) {
        loop.execute(() -> {
            asked.add(then);
            beginNext();
        });
    }

    private void beginNext() {
        if (busy || asked.isEmpty()) {
            return;
        }
        busy = true;
        served = List.copyOf(asked);
        asked.clear();
        invariants.auditBegins();
        findCommits();
    }

    private void findCommits() {
        invariants.commitsAsked(NAME);
        client.admin().groupOffsets(Member.GROUP, (offsets, failure) -> {
            if (offsets == null) {
                again("no commits", failure, this::findCommits);
                return;
            }
            for (int i = 0; i < options.partitions(); i++) {
                Offset kept = offsets.get(new TopicPartition(Events.TOPIC, i));
                invariants.commitFound(NAME, i, kept == null ? 0 : kept.offset());
            }
            findEnds();
        });
    }

    private void findEnds() {
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        for (int i = 0; i < options.partitions(); i++) {
            specs.put(new TopicPartition(Events.TOPIC, i), Admin.LATEST);
        }
        client.admin().listOffsets(specs, (ends, failure) -> {
            if (ends == null) {
                again("no ends", failure, this::findEnds);
                return;
            }
            targets = new long[options.partitions()];
            found = new ArrayList<>();
            for (TopicPartition partition : specs.keySet()) {
                Admin.FoundOffset end = ends.get(partition);
                if (end == null) {
                    throw new IllegalStateException("the end of " + partition + " is not in the answer");
                }
                targets[partition.partition()] = end.offset();
                found.add(new ArrayList<>());
                fetcher.add(partition, 0);
            }
            finishIfDone();
        });
    }

    private void again(String what, @Nullable Throwable failure, Runnable task) {
        world.tell(NAME, what, String.valueOf(failure));
        loop.schedule(RETRY_MS, task);
    }

    private void take() {
        for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
            read(fetched);
        }
        Throwable failure = fetcher.failure();
        if (failure != null) {
            throw new Violation("Reading", "the auditor cannot go on: " + failure);
        }
        finishIfDone();
    }

    private void read(Fetched slice) {
        try (slice) {
            int partition = slice.partition().partition();
            List<Mark> records = found.get(partition);
            walk.over(slice);
            while (walk.next()) {
                Mark mark = Payload.read(walk.record());
                invariants.read(NAME, partition, records.size(), walk.record().offset(), mark);
                records.add(mark);
            }
        }
    }

    private void finishIfDone() {
        if (!busy || found.size() < options.partitions()) {
            return;
        }
        int records = 0;
        for (int i = 0; i < targets.length; i++) {
            if (found.get(i).size() < targets[i]) {
                return;
            }
            records += found.get(i).size();
        }
        for (int i = 0; i < targets.length; i++) {
            fetcher.remove(new TopicPartition(Events.TOPIC, i));
        }
        world.tell(NAME, "has read", records + " records");
        List<List<Mark>> whole = found;
        found = List.of();
        busy = false;
        invariants.audited(whole);
        served.forEach(each -> each.accept(whole));
        beginNext();
    }

    String state() {
        return NAME + ": " + (busy ? "reading up to " + Arrays.toString(targets) : "idle");
    }
}
