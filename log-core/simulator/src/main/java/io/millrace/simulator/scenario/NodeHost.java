package io.millrace.simulator.scenario;

import io.millrace.base.Check;
import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.broker.Broker;
import io.millrace.broker.BrokerConfig;
import io.millrace.simulator.disk.PoweredDisk;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.network.NodeEnd;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.log.DiskThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The machine that the node runs on: it starts the node, and ends it in every way there is. <i>Loop-owned.</i>
 *
 * <pre>
 * DOWN --start--> STARTING --accepts work--> UP --stop--> STOPPING --at rest--> DOWN
 * STARTING, UP, STOPPING --killed, power cut--> DOWN
 * </pre>
 */
final class NodeHost {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final World world;
    private final Network network;
    private final Options options;
    private final Sabotage sabotage;
    private final NodeEnd.Tap tap;
    private final Runnable onUp;
    private final Rng rng;
    private final MemoryDisk memory;
    /** Not part of the story: another run may be under way in this JVM. */
    private final String name = "simulated-" + NAMES.incrementAndGet();

    private final List<VirtualLoop> loops = new ArrayList<>();
    private Map<String, String> more = Map.of();
    private State state = State.DOWN;
    private int life;
    private PoweredDisk disk;
    private @Nullable VirtualLoop diskLoop;
    private @Nullable Broker broker;

    NodeHost(World world, Network network, Options options, Sabotage sabotage, NodeEnd.Tap tap, Runnable onUp) {
        this.world = world;
        this.network = network;
        this.options = options;
        this.sabotage = sabotage;
        this.tap = tap;
        this.onUp = onUp;
        this.rng = world.fork();
        this.memory = new MemoryDisk(world.fork());
        this.disk = new PoweredDisk(memory);
    }

    /** Keys of its own for this run, beside those of all. */
    void set(Map<String, String> settings) {
        more = settings;
    }

    boolean isUp() {
        return state == State.UP;
    }

    boolean isDown() {
        return state == State.DOWN;
    }

    /** What it stands on. */
    MemoryDisk memory() {
        return memory;
    }

    /** This life's view of it. */
    PoweredDisk disk() {
        return disk;
    }

    void start() {
        Check.that(state == State.DOWN, "the node is started when it is down");
        state = State.STARTING;
        int thisLife = ++life;
        world.tell("node", "start", "life " + life);
        disk = new PoweredDisk(sabotage.disk(memory));
        List<Loop> owners = new ArrayList<>();
        for (int i = 0; i < options.nodeLoops(); i++) {
            owners.add(add(world.loop("loop-" + i)));
        }
        VirtualLoop disks = add(world.loop("disk", () -> 10_000 + rng.nextInt(options.slowestSyncMicros()) * 1_000L));
        diskLoop = disks;
        BrokerConfig config = BrokerConfig.of(name, settings()).poisoned();
        Rng own = Rng.seeded(rng.nextLong());
        // Opening runs on its caller, which is nobody's loop and ends with the others.
        add(world.loop("main"))
                .execute(() -> Broker.open(
                        config, disk, owners, DiskThreads.one(disks), world.clock(), own, (opened, failure) -> {
                            if (thisLife != life || state != State.STARTING) {
                                return;
                            }
                            if (opened == null) {
                                refused(failure);
                            } else {
                                up(opened, owners);
                            }
                        }));
    }

    private Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>(Map.of(
                "journal.file.bytes", String.valueOf(options.journalFileBytes()),
                "journal.files", String.valueOf(options.journalFiles()),
                "log.segment.bytes", String.valueOf(options.segmentBytes()),
                "log.index.interval.bytes", "256",
                "tail.bytes", String.valueOf(1 << 20),
                "auto.create.topics.enable", "false",
                "group.min.session.timeout.ms", "1000"));
        all.putAll(more);
        return all;
    }

    private VirtualLoop add(VirtualLoop loop) {
        loops.add(loop);
        return loop;
    }

    private void up(Broker opened, List<Loop> owners) {
        state = State.UP;
        broker = opened;
        world.tell("node", "up", "");
        int[] next = {0};
        network.up(line -> new NodeEnd(opened, owners.get(next[0]++ % owners.size()), line, tap));
        onUp.run();
    }

    private void refused(@Nullable Throwable failure) {
        world.tell("node", "refused", String.valueOf(failure));
        end(false);
        // Who failed a sync knows nothing of what it wrote before; only a machine that starts anew reads what is there.
        memory.crash();
    }

    /** As it should be done; killed if that takes too long. */
    void stop() {
        Broker running = broker;
        if (state != State.UP || running == null) {
            return;
        }
        state = State.STOPPING;
        int thisLife = life;
        world.tell("node", "stop", "");
        network.down(false);
        running.close(() -> {
            if (thisLife == life && state == State.STOPPING) {
                world.tell("node", "at rest", "");
                end(false);
            }
        });
    }

    void kill() {
        if (state != State.DOWN) {
            world.tell("node", "killed", "life " + life);
            end(false);
        }
    }

    void cutPower() {
        if (state != State.DOWN) {
            world.tell("node", "power cut", "life " + life + ", change " + disk.operations());
            end(rng.nextInt(2) == 0);
        }
        memory.crash();
    }

    private void end(boolean silently) {
        state = State.DOWN;
        broker = null;
        disk.off();
        memory.kill();
        loops.forEach(VirtualLoop::kill);
        loops.clear();
        InProcess.unregister(Endpoint.IN_PROCESS + name);
        network.down(silently);
    }

    void stallDisk(long nanos) {
        if (diskLoop != null) {
            diskLoop.stall(nanos);
        }
    }

    void stallOne(Rng choice, long nanos) {
        if (!loops.isEmpty()) {
            loops.get(choice.nextInt(loops.size())).stall(nanos);
        }
    }

    private enum State {
        DOWN,
        STARTING,
        UP,
        STOPPING
    }
}
