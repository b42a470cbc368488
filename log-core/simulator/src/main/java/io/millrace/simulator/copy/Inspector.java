package io.millrace.simulator.copy;

import io.millrace.client.admin.Admin;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.Offset;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.scenario.Onlooker;
import io.millrace.simulator.scenario.Payload;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the group's positions, then reads all that is committed of the output, then of the input. It waits for
 * transactions that are open below the end that it found: none may hang for ever. <i>Loop-owned.</i>
 */
final class Inspector {
    private static final String NAME = "inspector";

    private final World world;
    private final Ledger ledger;
    private final int partitions;
    private final Onlooker onlooker;
    private final RecordWalk walk = new RecordWalk();
    private final ArrayDeque<Consumer<Audit>> asked = new ArrayDeque<>();
    private @Nullable Reading reading;
    private boolean busy;
    private long[] newestCommits;

    /** One topic on its way from its beginning to the end that was found. */
    private record Reading(String topic, long[] targets, List<List<Found>> found, Consumer<List<List<Found>>> then) {}

    Inspector(Stage stage, Ledger ledger) {
        this.world = stage.world();
        this.ledger = ledger;
        this.partitions = stage.options().partitions();
        this.newestCommits = new long[partitions];
        this.onlooker = new Onlooker(NAME, world, stage.network(), stage.client(NAME), true);
        onlooker.read(this::take, this::finishIfDone);
        onlooker.fetcher().onOutOfRange((partition, position) -> {
            throw new Violation("NoGap", NAME + ": position " + position + " of " + partition + " is outside the log");
        });
    }

    static Found found(RecordCursor record) {
        byte @Nullable [] key = record.key();
        if (key == null || key.length != Integer.BYTES) {
            throw new Violation("Content", "the record at " + record.offset() + " has a key that none has written");
        }
        return new Found(record.offset(), ByteBuffer.wrap(key).getInt(), Payload.read(record));
    }

    Admin admin() {
        return onlooker.admin();
    }

    VirtualLoop loop() {
        return onlooker.loop();
    }

    /** An audit that begins after this call. */
    void audit(Consumer<Audit> then) {
        onlooker.loop().execute(() -> {
            asked.add(then);
            beginNext();
        });
    }

    private void beginNext() {
        if (busy || asked.isEmpty()) {
            return;
        }
        busy = true;
        List<Consumer<Audit>> served = List.copyOf(asked);
        asked.clear();
        List<Deal> settled = ledger.settled();
        findCommits(commits -> read(
                Copies.OUTPUT,
                output -> read(Copies.INPUT, input -> {
                    Audit audit = new Audit(settled, commits, output, input);
                    world.tell(
                            NAME,
                            "has read",
                            count(input) + " records, " + count(output) + " copies, committed " + commits.values());
                    ledger.audited(audit);
                    busy = false;
                    served.forEach(each -> each.accept(audit));
                    beginNext();
                })));
    }

    private static int count(List<List<Found>> records) {
        return records.stream().mapToInt(List::size).sum();
    }

    private void findCommits(Consumer<Map<Integer, Long>> then) {
        onlooker.admin().groupOffsets(Copies.GROUP, (offsets, failure) -> {
            if (offsets == null) {
                onlooker.again("no commits", failure, () -> findCommits(then));
                return;
            }
            Map<Integer, Long> commits = new TreeMap<>();
            for (int i = 0; i < partitions; i++) {
                Offset kept = offsets.get(new TopicPartition(Copies.INPUT, i));
                long offset = kept == null ? 0 : kept.offset();
                if (offset < newestCommits[i]) {
                    throw new Violation(
                            "CommitsStay",
                            "partition " + i + " was committed up to " + newestCommits[i] + ", now " + offset);
                }
                newestCommits[i] = offset;
                commits.put(i, offset);
            }
            then.accept(commits);
        });
    }

    private void read(String topic, Consumer<List<List<Found>>> then) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        // Committed or not: what is open below this end has to be decided before the audit is done.
        onlooker.offsets(all, Admin.LATEST, ends -> {
            long[] targets = new long[partitions];
            List<List<Found>> found = new ArrayList<>();
            ends.forEach((partition, end) -> {
                targets[partition.partition()] = end;
                found.add(new ArrayList<>());
                onlooker.fetcher().add(partition, 0);
            });
            reading = new Reading(topic, targets, found, then);
            finishIfDone();
        });
    }

    private void take(Fetched slice) {
        Reading now = reading;
        if (now == null) {
            return;
        }
        int partition = slice.partition().partition();
        walk.over(slice);
        while (walk.next()) {
            Found found = found(walk.record());
            ledger.read(NAME, now.topic, partition, found);
            now.found.get(partition).add(found);
        }
    }

    private void finishIfDone() {
        Reading now = reading;
        if (now == null) {
            return;
        }
        Fetcher fetcher = onlooker.fetcher();
        for (int i = 0; i < partitions; i++) {
            if (fetcher.position(new TopicPartition(now.topic, i)) < now.targets[i]) {
                return;
            }
        }
        for (int i = 0; i < partitions; i++) {
            fetcher.remove(new TopicPartition(now.topic, i));
        }
        reading = null;
        now.then.accept(now.found);
    }

    String state() {
        Reading now = reading;
        Fetcher fetcher = onlooker.fetcher();
        return NAME + ": "
                + (now == null
                        ? busy ? "asking" : "idle"
                        : "reading " + now.topic + " up to " + Arrays.toString(now.targets) + ", stands at "
                                + fetcher.assignment().stream()
                                        .map(fetcher::position)
                                        .toList());
    }
}
