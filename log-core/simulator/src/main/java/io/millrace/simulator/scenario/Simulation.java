package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.simulator.check.Invariants;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.disk.PowerCut;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.network.NodeEnd.Heard;
import io.millrace.simulator.world.World;
import io.millrace.wire.message.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One run: a node with two producers and a group of two, faults for a while, then none; everything must drain; one last
 * power cut, and all that was acknowledged must still be there.
 *
 * <pre>
 * FAULTY --time is up--> DRAINING --all written, all worked on, all committed--> LAST_CUT --read once more--> OVER
 * </pre>
 */
public final class Simulation {
    static final String TOPIC = "events";
    static final int MEMBERS = 2;

    private static final int PRODUCERS = 2;
    private static final long MS = 1_000_000;
    private static final long DRAIN_NANOS = 180_000 * MS;
    private static final long MOST_TASKS = 5_000_000;
    private static final int STEPS_BETWEEN_LOOKS = 50;

    private final long seed;
    private final Options options;
    private final Sabotage sabotage;
    private final World world;
    private final Network network;
    private final Invariants invariants;
    private final NodeHost node;
    private final Faults faults;
    private final Auditor auditor;
    private final List<Producer> producers = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private Phase phase = Phase.FAULTY;
    private int membersSoFar;
    private long fetches;
    private boolean topicMade;
    private boolean measuring;
    private long @Nullable [] ends;

    private Simulation(long seed, Sabotage sabotage, Invariants invariants) {
        this.seed = seed;
        this.options = Options.from(Rng.seeded(seed));
        this.sabotage = sabotage;
        this.invariants = invariants;
        this.world = new World(~seed);
        this.network = new Network(world);
        this.node = new NodeHost(world, network, options, sabotage, this::heard, this::nodeIsUp);
        this.faults = new Faults(world, options, node, network, this::changeMember);
        this.auditor = new Auditor(world, network, options, invariants, client("auditor"));
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(new Producer(world, network, options, invariants, client("producer" + i), i));
        }
        for (int i = 0; i < MEMBERS; i++) {
            members.add(newMember());
        }
    }

    /** Runs the seed to its end. */
    public static Report run(long seed) {
        return run(seed, Sabotage.NONE, new Invariants());
    }

    /** Runs the seed with something broken, under these invariants. */
    public static Report run(long seed, Sabotage sabotage, Invariants invariants) {
        return new Simulation(seed, sabotage, invariants).run();
    }

    private Report run() {
        Violation violation = null;
        Throwable thrown = null;
        try {
            faults.begin();
            auditor.loop().execute(this::makeTopic);
            turn();
        } catch (Violation e) {
            violation = e;
        } catch (RuntimeException | AssertionError e) {
            violation = new Violation("NobodyThrows", e.toString());
            thrown = e;
        } finally {
            node.kill();
        }
        if (violation != null) {
            world.tell("simulator", "VIOLATION", String.valueOf(violation.getMessage()));
        }
        world.tell("simulator", "over", world.tasks() + " tasks");
        return new Report(
                seed,
                options.toString(),
                violation == null ? null : violation.invariant(),
                violation == null ? "" : String.valueOf(violation.getMessage()),
                thrown,
                world.trace());
    }

    private void turn() {
        int steps = 0;
        while (phase != Phase.OVER) {
            try {
                world.step();
            } catch (PowerCut e) {
                node.cutPower();
            }
            if (++steps % STEPS_BETWEEN_LOOKS == 0) {
                look();
            }
        }
    }

    private void look() {
        long now = world.clock().nanos();
        if (phase == Phase.FAULTY && now > options.loadMs() * MS) {
            phase = Phase.DRAINING;
            faults.heal();
        }
        if (now > options.loadMs() * MS + DRAIN_NANOS || world.tasks() > MOST_TASKS) {
            throw new Violation("Liveness", stuck());
        }
        if (phase == Phase.DRAINING && topicMade && producers.stream().allMatch(Producer::isDone)) {
            drain();
        }
    }

    private void drain() {
        long[] known = ends;
        if (known == null) {
            if (!measuring) {
                measuring = true;
                auditor.audit(
                        found -> ends = found.stream().mapToLong(List::size).toArray());
            }
            return;
        }
        TreeSet<Integer> owned = new TreeSet<>();
        for (Member member : members) {
            owned.addAll(member.owned());
            if (!member.isDone(known)) {
                return;
            }
        }
        if (owned.size() == options.partitions()) {
            phase = Phase.LAST_CUT;
            world.tell("simulator", "drained", "");
            node.cutPower();
        }
    }

    private void nodeIsUp() {
        if (phase == Phase.LAST_CUT) {
            auditor.audit(this::end);
        } else if (topicMade) {
            auditor.audit(found -> {});
        }
    }

    private void end(List<List<Mark>> partitions) {
        invariants.ended(partitions);
        phase = Phase.OVER;
    }

    private void makeTopic() {
        auditor.admin().createTopics(List.of(new NewTopic(TOPIC, options.partitions())), (made, failure) -> {
            boolean done = made != null
                    && made.failures().values().stream()
                            .allMatch(e -> Errors.forException(e) == Errors.TOPIC_ALREADY_EXISTS);
            if (!done) {
                world.tell("simulator", "no topic yet", made == null ? String.valueOf(failure) : made.toString());
                auditor.loop().schedule(100, this::makeTopic);
                return;
            }
            topicMade = true;
            producers.forEach(Producer::begin);
            members.forEach(Member::begin);
        });
    }

    private void changeMember(int index) {
        if (topicMade) {
            members.get(index).end(membersSoFar % 2 == 0);
            Member fresh = newMember();
            members.set(index, fresh);
            fresh.begin();
        }
    }

    private Member newMember() {
        String name = "member" + membersSoFar++;
        return new Member(world, network, options, invariants, client(name), name);
    }

    private static ClientConfig client(String name) {
        return new ClientConfig(
                List.of(Network.NODE),
                name,
                2_000,
                20_000,
                new ClientConfig.Pause(20, 200),
                new ClientConfig.Pause(10, 200),
                60_000,
                false);
    }

    private Heard heard(Request request) {
        Request carriedOut = sabotage.request(request);
        if (request.api() != ApiKeys.FETCH) {
            return new Heard(carriedOut, answer -> {});
        }
        long fetch = ++fetches;
        invariants.fetchArrived(fetch);
        return new Heard(
                carriedOut,
                answer -> answer.as(FetchResponseData.class)
                        .responses()
                        .forEach(topic -> topic.partitions().forEach(partition -> {
                            if (partition.errorCode() == Errors.NONE.code()) {
                                invariants.highWatermark(fetch, partition.partitionIndex(), partition.highWatermark());
                            }
                        })));
    }

    private String stuck() {
        StringBuilder states = new StringBuilder("nothing fails any more, and yet it does not end in " + phase + ": ");
        producers.forEach(each -> states.append(each.state()).append("; "));
        members.forEach(each -> states.append(each.state()).append("; "));
        return states.append(auditor.state())
                .append(node.isUp() ? "; the node is up" : "; the node is not up")
                .toString();
    }

    private enum Phase {
        FAULTY,
        DRAINING,
        LAST_CUT,
        OVER
    }
}
