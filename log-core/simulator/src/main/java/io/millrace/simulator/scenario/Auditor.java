package io.millrace.simulator.scenario;

import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.Offset;
import io.millrace.simulator.check.Invariant;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Reads all there is from the beginning, after each start of the node, and holds it against the story. <i>Loop-owned.</i> */
final class Auditor {
    private static final String NAME = "auditor";

    private final World world;
    private final Options options;
    private final Invariant invariants;
    private final Onlooker onlooker;
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
        this.onlooker = new Onlooker(NAME, world, network, config, false);
        onlooker.read(this::read, this::finishIfDone);
        onlooker.fetcher()
                .onOutOfRange((partition, position) -> invariants.outOfRange(NAME, partition.partition(), position));
    }

    Admin admin() {
        return onlooker.admin();
    }

    VirtualLoop loop() {
        return onlooker.loop();
    }

    /** An audit that begins after this call; several wishes are served at once. */
    void audit(Consumer<List<List<Mark>>> then) {
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
        served = List.copyOf(asked);
        asked.clear();
        invariants.auditBegins();
        findCommits();
    }

    private void findCommits() {
        invariants.commitsAsked(NAME);
        onlooker.admin().groupOffsets(Member.GROUP, (offsets, failure) -> {
            if (offsets == null) {
                onlooker.again("no commits", failure, this::findCommits);
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
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < options.partitions(); i++) {
            partitions.add(new TopicPartition(Events.TOPIC, i));
        }
        onlooker.offsets(partitions, Admin.LATEST, ends -> {
            targets = new long[options.partitions()];
            found = new ArrayList<>();
            ends.forEach((partition, end) -> {
                targets[partition.partition()] = end;
                found.add(new ArrayList<>());
                onlooker.fetcher().add(partition, 0);
            });
            finishIfDone();
        });
    }

    private void read(Fetched slice) {
        int partition = slice.partition().partition();
        List<Mark> records = found.get(partition);
        walk.over(slice);
        while (walk.next()) {
            Mark mark = Payload.read(walk.record());
            invariants.read(NAME, partition, records.size(), walk.record().offset(), mark);
            records.add(mark);
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
            onlooker.fetcher().remove(new TopicPartition(Events.TOPIC, i));
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
