package io.millrace.simulator.scenario;

import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A client that looks: it asks until it is answered, and hands out what it fetches. <i>Loop-owned.</i> */
public final class Onlooker {
    private static final int RETRY_MS = 50;

    private final String name;
    private final World world;
    private final VirtualLoop loop;
    private final LogClient client;
    private final Fetcher fetcher;

    /** Sees what is open and aborted too, unless it is to see what is committed only. */
    public Onlooker(String name, World world, Network network, ClientConfig config, boolean committedOnly) {
        this.name = name;
        this.world = world;
        this.loop = world.loop(name);
        this.client = LogClient.open(config, loop, network.transport(name), world.fork());
        this.fetcher = client.fetcher(new FetchConfig(1, 200, 8 << 20, 1 << 20, committedOnly, ""));
    }

    public VirtualLoop loop() {
        return loop;
    }

    public Admin admin() {
        return client.admin();
    }

    public Fetcher fetcher() {
        return fetcher;
    }

    /** Hands out each slice as it comes; then says that all that came is out. */
    public void read(Consumer<Fetched> slices, Runnable then) {
        fetcher.onArrival(() -> {
            for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
                try (Fetched slice = fetched) {
                    slices.accept(slice);
                }
            }
            Throwable failure = fetcher.failure();
            if (failure != null) {
                throw new Violation("Reading", name + " cannot go on: " + failure);
            }
            then.run();
        });
    }

    /** The ends or beginnings of these partitions, in their order. */
    public void offsets(List<TopicPartition> partitions, long which, Consumer<Map<TopicPartition, Long>> then) {
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        partitions.forEach(partition -> specs.put(partition, which));
        client.admin().listOffsets(specs, (found, failure) -> {
            if (found == null) {
                again("no offsets", failure, () -> offsets(partitions, which, then));
                return;
            }
            Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
            for (TopicPartition partition : partitions) {
                Admin.FoundOffset offset = found.get(partition);
                if (offset == null) {
                    throw new IllegalStateException("the answer leaves " + partition + " out");
                }
                offsets.put(partition, offset.offset());
            }
            then.accept(offsets);
        });
    }

    /** Asks the question again a little later, for that reason. */
    public void again(String what, @Nullable Throwable failure, Runnable question) {
        world.tell(name, what, String.valueOf(failure));
        loop.schedule(RETRY_MS, question);
    }
}
