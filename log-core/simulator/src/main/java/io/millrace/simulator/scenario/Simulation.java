package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import io.millrace.simulator.check.Invariants;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.disk.PowerCut;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.network.NodeEnd.Heard;
import io.millrace.simulator.world.World;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run: a node and a cast, faults for a while, then none; everything must drain; one last power cut, and all that was
 * acknowledged must still be there.
 *
 * <pre>
 * FAULTY --time is up--> DRAINING --the cast has done all--> LAST_CUT --read once more--> OVER
 * </pre>
 */
public final class Simulation {
    static final int MEMBERS = 2;

    private static final long MS = 1_000_000;
    private static final long DRAIN_NANOS = 180_000 * MS;
    private static final long MOST_TASKS = 5_000_000;
    private static final int STEPS_BETWEEN_LOOKS = 50;

    private final long seed;
    private final Options options;
    private final Sabotage sabotage;
    private final World world;
    private final NodeHost node;
    private final Faults faults;
    private final Cast cast;
    private Phase phase = Phase.FAULTY;

    private Simulation(long seed, Sabotage sabotage, Function<Stage, Cast> plot) {
        this.seed = seed;
        this.options = Options.from(Rng.seeded(seed));
        this.sabotage = sabotage;
        this.world = new World(~seed);
        Network network = new Network(world);
        this.node = new NodeHost(world, network, options, sabotage, this::heard, this::nodeIsUp);
        this.faults = new Faults(world, options, node, network, this::changeMember);
        this.cast = plot.apply(new Stage(world, network, options, sabotage));
        node.set(cast.nodeSettings());
    }

    /** Runs the seed to its end, with producers and a group. */
    public static Report run(long seed) {
        return run(seed, Sabotage.NONE, new Invariants());
    }

    /** Runs the seed with something broken, under these invariants. */
    public static Report run(long seed, Sabotage sabotage, Invariants invariants) {
        return run(seed, sabotage, stage -> new Events(stage, invariants));
    }

    /** Runs the seed with another cast, and perhaps something broken. */
    public static Report run(long seed, Sabotage sabotage, Function<Stage, Cast> plot) {
        return new Simulation(seed, sabotage, plot).run();
    }

    private Report run() {
        Violation violation = null;
        Throwable thrown = null;
        try {
            faults.begin();
            cast.begin();
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
                cast.test(),
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
        if (phase == Phase.DRAINING && cast.isDrained()) {
            phase = Phase.LAST_CUT;
            world.tell("simulator", "drained", "");
            node.cutPower();
        }
    }

    private void nodeIsUp() {
        if (phase == Phase.LAST_CUT) {
            cast.lastAudit(() -> phase = Phase.OVER);
        } else {
            cast.nodeIsUp();
        }
    }

    private void changeMember(int index) {
        cast.changeMember(index);
    }

    private Heard heard(Request request) {
        Request carriedOut = sabotage.request(request);
        Consumer<Response> listener = cast.heard(request);
        return new Heard(carriedOut, answer -> {
            sabotage.answer(answer);
            listener.accept(answer);
        });
    }

    private String stuck() {
        return "nothing fails any more, and yet it does not end in " + phase + ": " + cast.state()
                + (node.isUp() ? "; the node is up" : "; the node is not up");
    }

    private enum Phase {
        FAULTY,
        DRAINING,
        LAST_CUT,
        OVER
    }
}
