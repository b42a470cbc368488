package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.client.group.Offset;
import io.millrace.client.group.RangeAssignor;
import io.millrace.simulator.check.Invariant;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A consumer of the group: works on records in their order, and commits what it has done. <i>Loop-owned.</i> */
final class Member implements MemberListener {
    static final String GROUP = "workers";

    private static final int PROCESS_MS = 30;
    private static final int RETRY_MS = 50;

    private final World world;
    private final Options options;
    private final Invariant invariants;
    private final String name;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final Fetcher fetcher;
    private final GroupMember member;
    private final RecordWalk walk = new RecordWalk();
    /** Next offset to work on, of what is owned. */
    private final Map<Integer, Long> positions = new TreeMap<>();
    /** As far as this owner has committed. */
    private final Map<Integer, Long> kept = new TreeMap<>();

    private int assignment;
    private boolean committing;
    private boolean processDue;
    private boolean over;
    private @Nullable Runnable revoked;

    Member(World world, Network network, Options options, Invariant invariants, ClientConfig config, String name) {
        this.world = world;
        this.options = options;
        this.invariants = invariants;
        this.name = name;
        this.loop = world.loop(name);
        this.rng = world.fork();
        this.client = LogClient.open(config, loop, network.transport(name), world.fork());
        this.fetcher = client.fetcher(new FetchConfig(1, 200, 1 << 20, options.fetchBytes()));
        this.member = client.member(
                new GroupConfig(GROUP, null, 3_000, 500, 4_000),
                new RangeAssignor(List.of(Events.TOPIC), client.metadata()),
                this);
        fetcher.onArrival(this::processSoon);
        fetcher.onOutOfRange((partition, position) -> invariants.outOfRange(name, partition.partition(), position));
    }

    void begin() {
        loop.execute(() -> {
            member.join();
            commitLater();
        });
    }

    /** Ends as a process that was told to, or as one that was killed. */
    void end(boolean leaves) {
        over = true;
        loop.execute(() -> {
            drop();
            world.tell(name, leaves ? "leaves" : "is killed", "");
            if (leaves) {
                member.leave(failure -> client.close());
            } else {
                client.close();
            }
        });
    }

    /** Whether all that it owns was worked on and committed up to the ends. */
    boolean isDone(long[] ends) {
        for (Map.Entry<Integer, Long> each : positions.entrySet()) {
            if (each.getValue() < ends[each.getKey()] || kept.getOrDefault(each.getKey(), 0L) < ends[each.getKey()]) {
                return false;
            }
        }
        return true;
    }

    /** What it owns, ready to work on. */
    Set<Integer> owned() {
        return positions.keySet();
    }

    @Override
    public void assigned(int generation, byte[] bytes) {
        List<Integer> partitions = bytes.length == 0
                ? List.of()
                : ConsumerProtocol.assignment(bytes).partitions().stream()
                        .map(TopicPartition::partition)
                        .collect(Collectors.toList());
        world.tell(name, "assigned", partitions + " in generation " + generation);
        findPositions(generation, partitions, ++assignment);
    }

    private void findPositions(int generation, List<Integer> partitions, int thisAssignment) {
        if (partitions.isEmpty()) {
            return;
        }
        invariants.commitsAsked(name);
        member.committed(partitions.stream().map(Member::partition).toList(), (found, failure) -> {
            if (thisAssignment != assignment || over) {
                return;
            }
            if (found == null) {
                world.tell(name, "no positions", String.valueOf(failure));
                loop.schedule(RETRY_MS, () -> {
                    if (thisAssignment == assignment && !over) {
                        findPositions(generation, partitions, thisAssignment);
                    }
                });
                return;
            }
            for (int partition : partitions) {
                Offset committed = found.get(partition(partition));
                long position = committed == null ? 0 : committed.offset();
                invariants.commitFound(name, partition, position);
                invariants.assigned(name, generation, partition, position);
                positions.put(partition, position);
                kept.put(partition, position);
                fetcher.add(partition(partition), position);
            }
            world.tell(name, "begins", positions.toString());
        });
    }

    private void processSoon() {
        if (!processDue && !over) {
            processDue = true;
            loop.schedule(rng.nextInt(PROCESS_MS), this::process);
        }
    }

    private void process() {
        processDue = false;
        Fetched fetched = over ? null : fetcher.poll();
        if (fetched == null) {
            return;
        }
        try (fetched) {
            int partition = fetched.partition().partition();
            long next = positions.getOrDefault(partition, -1L);
            long first = next;
            walk.over(fetched);
            while (walk.next()) {
                long offset = walk.record().offset();
                Mark mark = Payload.read(walk.record());
                invariants.read(name, partition, next, offset, mark);
                invariants.processed(name, partition, offset);
                next = offset + 1;
            }
            positions.put(partition, next);
            world.tell(name, "worked on", partition + "/" + first + " to " + next);
        }
        processSoon();
    }

    private void commitLater() {
        loop.schedule(1 + rng.nextInt(options.commitMs()), () -> {
            if (over) {
                return;
            }
            Throwable failure = fetcher.failure();
            if (failure != null) {
                throw new Violation("Reading", name + " cannot go on: " + failure);
            }
            commit();
            commitLater();
        });
    }

    /** One at a time: the protocol gives no order to two. */
    private void commit() {
        Map<TopicPartition, Offset> moved = new LinkedHashMap<>();
        positions.forEach((partition, position) -> {
            if (position > kept.getOrDefault(partition, 0L)) {
                moved.put(partition(partition), Offset.of(position));
            }
        });
        if (committing) {
            return;
        }
        if (moved.isEmpty()) {
            giveUp();
            return;
        }
        committing = true;
        int thisAssignment = assignment;
        member.commit(moved, failure -> {
            committing = false;
            if (failure == null) {
                committed(moved, thisAssignment);
            } else {
                world.tell(name, "not committed", failure.getClass().getSimpleName());
            }
            if (revoked != null) {
                giveUp();
            }
        });
    }

    private void committed(Map<TopicPartition, Offset> moved, int inAssignment) {
        StringBuilder what = new StringBuilder();
        moved.forEach((partition, offset) -> {
            invariants.committed(partition.partition(), offset.offset());
            if (inAssignment == assignment) {
                kept.put(partition.partition(), offset.offset());
            }
            what.append(partition.partition())
                    .append('/')
                    .append(offset.offset())
                    .append(' ');
        });
        world.tell(name, "committed", what.toString());
    }

    @Override
    public void revoke(Runnable done) {
        world.tell(name, "revoked", positions.keySet().toString());
        revoked = done;
        positions.keySet().forEach(partition -> fetcher.remove(partition(partition)));
        commit();
    }

    private void giveUp() {
        Runnable done = revoked;
        if (done != null) {
            revoked = null;
            drop();
            done.run();
        }
    }

    @Override
    public void lost() {
        world.tell(name, "lost", positions.keySet().toString());
        revoked = null;
        drop();
    }

    @Override
    public void failed(Throwable failure) {
        throw new Violation("Membership", name + " cannot go on: " + failure);
    }

    private void drop() {
        assignment++;
        positions.keySet().forEach(partition -> fetcher.remove(partition(partition)));
        positions.clear();
        kept.clear();
    }

    private static TopicPartition partition(int partition) {
        return new TopicPartition(Events.TOPIC, partition);
    }

    String state() {
        return name + ": positions " + positions + ", committed " + kept;
    }
}
