package io.millrace.embedded;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Rng;
import io.millrace.broker.Broker;
import io.millrace.broker.BrokerConfig;
import io.millrace.net.EventLoops;
import io.millrace.storage.disk.Disk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node with the threads that it runs on. <i>Any thread.</i> */
final class RunningLog implements EmbeddedLog {
    private final EventLoops loops;
    private final DiskThread diskThread;
    private final Broker broker;
    private final @Nullable Endpoint kafka;

    private RunningLog(EventLoops loops, DiskThread diskThread, Broker broker, @Nullable Endpoint kafka) {
        this.loops = loops;
        this.diskThread = diskThread;
        this.broker = broker;
        this.kafka = kafka;
    }

    /** Starts threads, node and listener, or none of them. */
    static RunningLog start(BrokerConfig config, Disk disk, int threads, @Nullable Endpoint listen, Rng rng)
            throws IOException {
        EventLoops loops = EventLoops.start(threads, Clock.SYSTEM);
        DiskThread diskThread = new DiskThread(Clock.SYSTEM);
        Broker broker = null;
        try {
            broker = Broker.start(config, disk, loops.loops(), diskThread.loop(), Clock.SYSTEM, rng);
            return new RunningLog(loops, diskThread, broker, listen == null ? null : broker.listen(listen, loops));
        } catch (IOException | RuntimeException e) {
            if (broker != null) {
                broker.close();
            }
            diskThread.close();
            loops.close();
            throw e;
        }
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
    public void close() {
        broker.close();
        diskThread.close();
        loops.close();
    }
}
