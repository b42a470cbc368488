package io.millrace.simulator.keyed;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.simulator.scenario.Options;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Writes to the topic that forgets, and at times has it forget at once. <i>Loop-owned.</i> */
final class StreamWriter {
    private static final String NAME = "streamer";
    private static final int RETRY_MS = 50;

    private final World world;
    private final Options options;
    private final Stream stream;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final AppendConfig config;
    private Appender appender;
    private int number;
    private int ended;

    StreamWriter(Stage stage, Stream stream) {
        this.world = stage.world();
        this.options = stage.options();
        this.stream = stream;
        this.loop = world.loop(NAME);
        this.rng = world.fork();
        this.client = LogClient.open(stage.client(NAME), loop, stage.network().transport(NAME), world.fork());
        this.config = new AppendConfig(
                (short) -1,
                true,
                options.lingerMs(),
                options.batchBytes(),
                256 << 10,
                "none",
                60_000,
                options.deliveryTimeoutMs(),
                options.maxInFlight());
        this.appender = client.appender(config);
    }

    void begin() {
        loop.execute(this::burst);
    }

    boolean isDone() {
        return ended >= options.recordsPerProducer();
    }

    private void burst() {
        if (appender.failure() != null) {
            appender.close();
            appender = client.appender(config);
        }
        for (int left = 1 + rng.nextInt(options.burst()); left > 0 && number < options.recordsPerProducer(); left--) {
            int partition = rng.nextInt(options.partitions());
            int mine = number;
            long writtenMs = world.clock().nanos() / 1_000_000;
            boolean taken = appender.append(
                    Tables.STREAM,
                    partition,
                    world.clock().wallMs(),
                    null,
                    new byte[rng.nextInt(options.largestValueBytes())],
                    Tables.numbered(mine),
                    (offset, failure) -> {
                        ended++;
                        if (failure == null) {
                            stream.acknowledged(partition, offset, mine, writtenMs);
                            if (rng.nextInt(40) == 0) {
                                delete(partition, offset);
                            }
                        }
                    });
            if (!taken) {
                break;
            }
            number++;
        }
        if (number < options.recordsPerProducer()) {
            loop.schedule(1 + rng.nextInt(options.pauseMs()), this::burst);
        }
    }

    private void delete(int partition, long before) {
        if (before < 0) {
            return;
        }
        stream.deletionAsked(partition, before);
        client.admin()
                .deleteRecords(Map.of(new TopicPartition(Tables.STREAM, partition), before), (starts, failure) -> {
                    if (starts == null) {
                        loop.schedule(RETRY_MS, () -> delete(partition, before));
                        return;
                    }
                    world.tell(NAME, "deleted", partition + "/" + before);
                    stream.start(partition, before);
                });
    }

    String state() {
        return NAME + ": " + number + " written, " + ended + " ended";
    }
}
