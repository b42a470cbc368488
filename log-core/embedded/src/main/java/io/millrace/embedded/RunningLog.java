package io.millrace.embedded;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.broker.Broker;
import io.millrace.broker.BrokerConfig;
import io.millrace.client.LogAdmin;
import io.millrace.net.EventLoops;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.log.DiskThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A node with the threads that it runs on. <i>Any thread.</i> */
final class RunningLog implements EmbeddedLog {
    /** A disk answers several faster than one. */
    private static final int READERS = 4;

    private final EventLoops loops;
    private final DiskThread diskThread;
    private final IdleThreads readers;
    private final IdleThreads syncer;
    private final Broker broker;
    private final @Nullable Endpoint kafka;
    private final Clients clients;

    private RunningLog(
            EventLoops loops,
            DiskThread diskThread,
            IdleThreads readers,
            IdleThreads syncer,
            Broker broker,
            @Nullable Endpoint kafka) {
        this.loops = loops;
        this.diskThread = diskThread;
        this.readers = readers;
        this.syncer = syncer;
        this.broker = broker;
        this.kafka = kafka;
        this.clients = new Clients(broker.inProcess().toString());
    }

    /** Starts threads, node and listener, or none of them. */
    static RunningLog start(
            BrokerConfig config, Disk disk, int threads, @Nullable Endpoint listen, Rng rng, Clock clock)
            throws IOException {
        EventLoops loops = EventLoops.start(threads, clock);
        DiskThread diskThread = new DiskThread(Clock.SYSTEM);
        IdleThreads readers = new IdleThreads("millrace-read", READERS);
        IdleThreads syncer = new IdleThreads("millrace-sync", 1);
        Broker broker = null;
        try {
            List<Loop> own = following(loops.loops(), clock);
            Loop disks = following(List.of(diskThread.loop()), clock).get(0);
            broker = Broker.start(config, disk, own, new DiskThreads(disks, readers, syncer), clock, rng);
            Endpoint kafka = listen == null ? null : broker.listen(listen, loops);
            return new RunningLog(loops, diskThread, readers, syncer, broker, kafka);
        } catch (IOException | RuntimeException e) {
            if (broker != null) {
                broker.close();
            }
            readers.close();
            syncer.close();
            diskThread.close();
            loops.close();
            throw e;
        }
    }

    /** A clock that is moved by hand takes the timers of all loops along. */
    private static List<Loop> following(List<Loop> loops, Clock clock) {
        if (!(clock instanceof MovableClock movable)) {
            return loops;
        }
        List<Loop> moved = new ArrayList<>();
        loops.forEach(loop -> moved.add(movable.loop(loop)));
        return moved;
    }

    @Override
    public String bootstrapServers() {
        Endpoint at = kafka;
        if (at == null) {
            throw new IllegalStateException("this log opened no port: it is reached as " + inProcessServers());
        }
        return at.toString();
    }

    @Override
    public String inProcessServers() {
        return broker.inProcess().toString();
    }

    @Override
    public @Nullable String failure() {
        return broker.failure();
    }

    @Override
    public @Nullable String shortage() {
        return broker.shortage();
    }

    @Override
    public <K, V> Producer<K, V> producer(Map<String, ?> configs) {
        return clients.producer(configs, null, null);
    }

    @Override
    public <K, V> Producer<K, V> producer(Map<String, ?> configs, Serializer<K> keys, Serializer<V> values) {
        return clients.producer(configs, keys, values);
    }

    @Override
    public <K, V> Consumer<K, V> consumer(Map<String, ?> configs) {
        return clients.consumer(configs, null, null);
    }

    @Override
    public <K, V> Consumer<K, V> consumer(Map<String, ?> configs, Deserializer<K> keys, Deserializer<V> values) {
        return clients.consumer(configs, keys, values);
    }

    @Override
    public LogAdmin admin() {
        return clients.admin();
    }

    @Override
    public void close() {
        clients.close();
        broker.close();
        readers.close();
        syncer.close();
        diskThread.close();
        loops.close();
    }
}
