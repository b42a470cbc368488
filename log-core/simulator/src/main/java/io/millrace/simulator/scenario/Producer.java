package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.simulator.check.Invariant;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import org.jspecify.annotations.Nullable;

/** An application that writes its records in bursts, and never twice. <i>Loop-owned.</i> */
final class Producer {
    private final World world;
    private final Options options;
    private final Invariant invariants;
    private final int index;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final AppendConfig config;
    private Appender appender;
    private int incarnation;
    private int number;
    private int acknowledged;
    private int failed;

    Producer(World world, Network network, Options options, Invariant invariants, ClientConfig client, int index) {
        this.world = world;
        this.options = options;
        this.invariants = invariants;
        this.index = index;
        this.loop = world.loop("producer-" + index);
        this.rng = world.fork();
        this.client = LogClient.open(client, loop, network.transport(toString()), world.fork());
        this.config = new AppendConfig(
                (short) -1,
                true,
                options.lingerMs(),
                options.batchBytes(),
                64 << 10,
                options.compression(),
                60_000,
                options.deliveryTimeoutMs(),
                options.maxInFlight());
        this.appender = this.client.appender(config);
    }

    void begin() {
        loop.execute(this::burst);
    }

    boolean isDone() {
        return acknowledged + failed == options.recordsPerProducer();
    }

    private void burst() {
        if (appender.failure() != null) {
            world.tell(toString(), "begins anew", String.valueOf(appender.failure()));
            appender.close();
            appender = client.appender(config);
            incarnation++;
        }
        for (int left = 1 + rng.nextInt(options.burst()); left > 0 && number < options.recordsPerProducer(); left--) {
            if (!write()) {
                break;
            }
        }
        if (number < options.recordsPerProducer()) {
            loop.schedule(1 + rng.nextInt(options.pauseMs()), this::burst);
        }
    }

    private boolean write() {
        Mark mark = new Mark(index, incarnation, number, rng.nextInt(options.partitions()));
        byte[] value = Payload.of(mark, rng.nextInt(options.largestValueBytes()));
        boolean taken = appender.append(
                Events.TOPIC,
                mark.partition(),
                world.clock().wallMs(),
                null,
                value,
                null,
                (offset, failure) -> ended(mark, offset, failure));
        if (taken) {
            number++;
        }
        return taken;
    }

    private void ended(Mark mark, long offset, @Nullable Throwable failure) {
        if (failure != null) {
            failed++;
            world.tell(toString(), "gave up", mark + " " + failure.getClass().getSimpleName());
            return;
        }
        acknowledged++;
        world.tell(toString(), "acknowledged", mark + " at " + mark.partition() + "/" + offset);
        invariants.acknowledged(mark, offset);
    }

    String state() {
        return this + ": " + number + " written, " + acknowledged + " acknowledged, " + failed + " given up";
    }

    @Override
    public String toString() {
        return "producer" + index;
    }
}
