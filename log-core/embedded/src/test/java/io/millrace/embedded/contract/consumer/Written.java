package io.millrace.embedded.contract.consumer;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;

/** What consumers find: topics and records, made by the client of the ground level. */
final class Written implements AutoCloseable {
    private static final long PATIENCE_MS = 30_000;

    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;
    private final Appender appender;

    Written(String bootstrap) {
        client = LogClient.open(ClientConfig.to(bootstrap), loop);
        appender = client.appender(AppendConfig.from(Settings.of(Map.of("linger.ms", "1"), ClientKeys.ALL)));
    }

    /** That forgets nothing, however old the records' timestamps are. */
    void topic(String name, int partitions) {
        Await.<Admin.Outcomes>value(
                        loop,
                        PATIENCE_MS,
                        answer -> client.admin()
                                .createTopics(
                                        List.of(new NewTopic(
                                                name, partitions, (short) 1, Map.of("retention.ms", "-1"))),
                                        answer))
                .orThrow();
    }

    void records(String topic, int partition, int from, int to) {
        for (int i = from; i < to; i++) {
            record(topic, partition, 1_000 + i, "k" + i, ("v" + i).getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    void record(String topic, int partition, long timestamp, String key, byte[] value, Header... headers) {
        byte[] k = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        while (!appender.append(topic, partition, timestamp, k, value, headers.length == 0 ? null : headers, null)) {
            loop.turn(10);
        }
    }

    void flush() {
        Await.done(loop, PATIENCE_MS, appender::flush);
    }

    @Override
    public void close() {
        client.close();
        while (loop.turn(0) > 0) {
            // What is left to do on this loop.
        }
    }
}
