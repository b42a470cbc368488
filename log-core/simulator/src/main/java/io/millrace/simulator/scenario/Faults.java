package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** What goes wrong, and who puts it right: the machine is started again a while after it ended. <i>Loop-owned.</i> */
final class Faults {
    private static final long MS = 1_000_000;
    private static final long PATIENCE_NANOS = 5_000 * MS;

    private final World world;
    private final Options options;
    private final NodeHost node;
    private final Network network;
    private final IntConsumer changeMember;
    private final VirtualLoop loop;
    private final Rng rng;
    private final List<Fault> kinds;
    private boolean healed;
    private boolean syncFails;
    private long stoppedSinceNanos = -1;

    Faults(World world, Options options, NodeHost node, Network network, IntConsumer changeMember) {
        this.world = world;
        this.options = options;
        this.node = node;
        this.network = network;
        this.changeMember = changeMember;
        this.loop = world.loop("faults");
        this.rng = world.fork();
        this.kinds = List.copyOf(options.faults());
    }

    void begin() {
        loop.execute(this::keepUp);
        next();
    }

    /** No fault any more, and none that lasts. */
    void heal() {
        healed = true;
        world.tell("faults", "healed", "");
        network.conditions().fast();
        node.memory().capacity(Long.MAX_VALUE);
        node.disk().cutAfter(Integer.MAX_VALUE);
        if (syncFails) {
            restartMachine();
        }
    }

    private void keepUp() {
        if (node.isDown()) {
            restartMachine();
            node.start();
            stoppedSinceNanos = -1;
            if (!healed && options.faults().contains(Fault.POWER_CUT_WHILE_WRITING) && rng.nextInt(3) == 0) {
                node.disk().cutAfter(1 + rng.nextInt(40));
            }
        } else if (!node.isUp()) {
            long now = world.clock().nanos();
            if (stoppedSinceNanos < 0) {
                stoppedSinceNanos = now;
            } else if (now - stoppedSinceNanos > PATIENCE_NANOS) {
                stoppedSinceNanos = -1;
                node.kill();
            }
        } else {
            stoppedSinceNanos = -1;
        }
        loop.schedule(20 + rng.nextInt(1_000), this::keepUp);
    }

    private void next() {
        loop.schedule(1 + rng.nextInt(options.faultMs()), () -> {
            if (!healed) {
                happen(kinds.get(rng.nextInt(kinds.size())));
                next();
            }
        });
    }

    private void happen(Fault fault) {
        world.tell("faults", fault.name().toLowerCase(Locale.ROOT), "");
        switch (fault) {
            case POWER_CUT -> node.cutPower();
            case POWER_CUT_WHILE_WRITING -> node.disk().cutAfter(1 + rng.nextInt(60));
            case KILL -> node.kill();
            case CLEAN_RESTART -> node.stop();
            case CUT_CONNECTION -> network.disturbOne(false);
            case SILENT_CONNECTION -> network.disturbOne(true);
            case SLOW_NETWORK -> {
                network.conditions().slow(5 + rng.nextInt(500));
                later(2_000, () -> network.conditions().fast());
            }
            case SLOW_DISK -> node.stallDisk(MS * (100 + rng.nextInt(3_000)));
            case STALLED_LOOP -> node.stallOne(rng, MS * (10 + rng.nextInt(2_000)));
            case SYNC_FAILS -> failSync();
            case DISK_FULL -> {
                node.memory().capacity(node.memory().usedBytes() + rng.nextInt(100_000));
                later(2_000, () -> node.memory().capacity(Long.MAX_VALUE));
            }
            case MEMBER_CHANGE -> changeMember.accept(rng.nextInt(Simulation.MEMBERS));
            case WALL_CLOCK -> world.clock().stepWall(rng.nextInt(1_200_000) - 600_000);
        }
    }

    /** Who failed a sync knows nothing of what it wrote before; only a machine that starts anew reads what is there. */
    private void failSync() {
        if (syncFails) {
            return;
        }
        syncFails = true;
        node.memory().failSyncAfter(rng.nextInt(20));
        later(1_500, this::restartMachine);
    }

    private void restartMachine() {
        if (syncFails) {
            syncFails = false;
            node.cutPower();
        }
    }

    private void later(int withinMs, Runnable task) {
        loop.schedule(1 + rng.nextInt(withinMs), task);
    }
}
