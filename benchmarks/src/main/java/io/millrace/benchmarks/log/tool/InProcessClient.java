package io.millrace.benchmarks.log.tool;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Our own client at its ground level, on the thread that calls it; defaults as Kafka's producer has them. Used by one thread. */
public final class InProcessClient implements AutoCloseable {
    private static final long PATIENCE_MS = 60_000;
    /** Records between two looks at what the log answered. */
    private static final int A_TURN = 128;

    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;

    /** Of a log of this JVM. */
    public InProcessClient(String inProcessServers) {
        client = LogClient.open(ClientConfig.to(inProcessServers), loop);
    }

    /** Sends that many records without a key, and returns when all are acknowledged. */
    public void produce(String topic, long records, int valueBytes) {
        byte[] value = StockClient.value(valueBytes);
        Appender appender = client.appender(AppendConfig.defaults());
        TopicAppender to = appender.topic(topic);
        while (to.partitionCount() < 0) {
            loop.turn(10);
        }
        for (long i = 0; i < records; i++) {
            while (!to.append(TopicAppender.BY_KEY, System.currentTimeMillis(), null, value, null)) {
                loop.turn(10);
            }
            if (i % A_TURN == 0) {
                loop.turn(0);
            }
        }
        Await.done(loop, PATIENCE_MS, appender::flush);
        Throwable failure = appender.failure();
        appender.close();
        if (failure != null) {
            throw new IllegalStateException("a record was not acknowledged", failure);
        }
    }

    /** Reads all partitions from offset 0 until that many records came, each of that many bytes. */
    public void consume(String topic, int partitions, long records, int valueBytes) {
        Fetcher fetcher = client.fetcher(FetchConfig.defaults());
        IntStream.range(0, partitions).forEach(partition -> fetcher.add(new TopicPartition(topic, partition), 0));
        long seen = 0;
        long bytes = 0;
        long giveUpAt = System.nanoTime() + PATIENCE_MS * 1_000_000;
        RecordWalk walk = new RecordWalk();
        while (seen < records && System.nanoTime() < giveUpAt) {
            Fetched fetched = fetcher.poll();
            if (fetched == null) {
                loop.turn(10);
                continue;
            }
            for (walk.over(fetched); walk.next(); ) {
                seen++;
                bytes += walk.record().valueSize();
            }
            fetched.close();
        }
        fetcher.close();
        if (seen != records || bytes != records * valueBytes) {
            throw new IllegalStateException("the log gave " + seen + " records of " + bytes + " bytes");
        }
    }

    @Override
    public void close() {
        client.close();
        while (loop.turn(0) > 0) {
            // What is left to do on this loop.
        }
    }
}
