package io.millrace.simulator.keyed;

import io.millrace.client.admin.Admin;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.RecordWalk;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.scenario.Onlooker;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import io.millrace.wire.record.RecordCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads both topics from their beginnings to the ends that it found, and holds them against the model. <i>Loop-owned.</i> */
final class Reader {
    private static final String NAME = "reader";
    private static final int RETRY_MS = 50;

    private final World world;
    private final Model model;
    private final Stream stream;
    private final int partitions;
    private final Onlooker onlooker;
    private final RecordWalk walk = new RecordWalk();
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> targets = new LinkedHashMap<>();
    private final Map<Integer, Integer> found = new TreeMap<>();
    private final long[] begins;
    private @Nullable Runnable whenDone;
    private int records;

    Reader(Stage stage, Model model, Stream stream) {
        this.world = stage.world();
        this.model = model;
        this.stream = stream;
        this.partitions = stage.options().partitions();
        this.begins = new long[partitions];
        this.onlooker = new Onlooker(NAME, world, stage.network(), stage.client(NAME), true);
        onlooker.read(this::take, this::finishIfDone);
        onlooker.fetcher().onOutOfRange(this::outOfRange);
    }

    Admin admin() {
        return onlooker.admin();
    }

    VirtualLoop loop() {
        return onlooker.loop();
    }

    /** Reads all, unless it is at it already. */
    void audit(Runnable then) {
        if (whenDone != null) {
            onlooker.loop().schedule(RETRY_MS, () -> audit(then));
            return;
        }
        Map<Integer, Integer> newest = model.expected();
        List<Stream.Place> places = stream.expected();
        whenDone = () -> {
            long nowMs = world.clock().nanos() / 1_000_000;
            tell(newest);
            model.audited(newest, new TreeMap<>(found), nowMs);
            long[] ends = new long[partitions];
            for (int i = 0; i < partitions; i++) {
                ends[i] = positions.getOrDefault(new TopicPartition(Tables.STREAM, i), 0L);
            }
            stream.audited(places, begins, ends, nowMs);
            then.run();
        };
        records = 0;
        found.clear();
        positions.clear();
        targets.clear();
        onlooker.offsets(all(), Admin.LATEST, ends -> {
            targets.putAll(ends);
            onlooker.offsets(all(), Admin.EARLIEST, starts -> {
                starts.forEach(this::begin);
                finishIfDone();
            });
        });
    }

    private void tell(Map<Integer, Integer> newest) {
        world.tell(NAME, "has read", records + " records, " + found.size() + " keys of " + newest.size());
        if (records < model.written()) {
            world.tell(NAME, "compacted", "");
        }
        if (newest.keySet().stream().anyMatch(key -> !found.containsKey(key))) {
            world.tell(NAME, "tombstone gone", "");
        }
    }

    private List<TopicPartition> all() {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : List.of(Tables.TABLE, Tables.STREAM)) {
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
        }
        return all;
    }

    private void begin(TopicPartition partition, long start) {
        if (partition.topic().equals(Tables.STREAM)) {
            long before = stream.start(partition.partition());
            if (start < before) {
                throw new Violation("StartStays", partition + " begins at " + start + " after " + before);
            }
            stream.start(partition.partition(), start);
            begins[partition.partition()] = start;
            if (start > 0) {
                world.tell(NAME, "begins later", partition + " at " + start);
            }
        } else if (start > 0) {
            throw new Violation("StartStays", partition + " is a table, and begins at " + start);
        }
        positions.put(partition, start);
        onlooker.fetcher().add(partition, start);
    }

    /** Right only where the log's beginning has moved beyond the position meanwhile. */
    private void outOfRange(TopicPartition partition, long position) {
        world.tell(NAME, "out of range", partition + " at " + position);
        onlooker.admin().listOffsets(Map.of(partition, Admin.EARLIEST), (starts, failure) -> {
            if (!positions.containsKey(partition)) {
                return;
            }
            Admin.FoundOffset start = starts == null ? null : starts.get(partition);
            if (start == null) {
                onlooker.loop().schedule(RETRY_MS, () -> outOfRange(partition, position));
            } else if (start.offset() <= position) {
                throw new Violation(
                        "NoGap",
                        partition + " begins at " + start.offset() + ", and " + position + " is said to be outside");
            } else {
                begin(partition, start.offset());
                finishIfDone();
            }
        });
    }

    private void take(Fetched slice) {
        TopicPartition partition = slice.partition();
        boolean table = partition.topic().equals(Tables.TABLE);
        long position = positions.getOrDefault(partition, 0L);
        walk.over(slice);
        while (walk.next()) {
            RecordCursor record = walk.record();
            if (table ? record.offset() < position : record.offset() != position) {
                throw new Violation(
                        "NoGap", NAME + " stood at " + position + " of " + partition + " and got " + record.offset());
            }
            position = record.offset() + 1;
            if (table) {
                records++;
                int key = record.buffer().getInt(record.keyPosition());
                int number = Tables.number(record);
                model.read(partition.partition(), record.offset(), key, number, record.valueSize() < 0);
                found.put(key, number);
            } else {
                stream.read(partition.partition(), record.offset(), Tables.number(record));
            }
        }
        positions.put(partition, Math.max(position, slice.nextOffset()));
    }

    private void finishIfDone() {
        Runnable done = whenDone;
        if (done == null || positions.size() < targets.size() || targets.isEmpty()) {
            return;
        }
        for (Map.Entry<TopicPartition, Long> target : targets.entrySet()) {
            if (positions.getOrDefault(target.getKey(), 0L) < target.getValue()) {
                return;
            }
        }
        positions.keySet().forEach(onlooker.fetcher()::remove);
        whenDone = null;
        done.run();
    }

    String state() {
        return NAME + ": " + (whenDone == null ? "idle" : "at " + positions + " on the way to " + targets);
    }
}
