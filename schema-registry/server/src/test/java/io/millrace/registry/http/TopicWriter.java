package io.millrace.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.embedded.EmbeddedLog;
import java.util.List;
import java.util.Map;

/** The schemas' topic as somebody else writes it. */
final class TopicWriter {
    private TopicWriter() {}

    static void make(EmbeddedLog log, int partitions, String policy) {
        try (ClientThread client = ClientThread.start("test", ClientConfig.to(log.inProcessServers()))) {
            NewTopic topic = new NewTopic("_schemas", partitions, Map.of("cleanup.policy", policy));
            client.<Admin.Outcomes>ask((c, answer) -> c.admin().createTopics(List.of(topic), answer))
                    .join()
                    .orThrow();
        }
    }

    static void append(EmbeddedLog log, String... keysAndValues) {
        try (ClientThread client = ClientThread.start("test", ClientConfig.to(log.inProcessServers()))) {
            client.tell((c, done) -> {
                        Appender appender = c.appender(AppendConfig.defaults());
                        for (int i = 0; i < keysAndValues.length; i += 2) {
                            String value = keysAndValues[i + 1];
                            appender.append(
                                    "_schemas",
                                    0,
                                    1L,
                                    keysAndValues[i].getBytes(UTF_8),
                                    value == null ? null : value.getBytes(UTF_8),
                                    null,
                                    null);
                        }
                        appender.flush(done);
                    })
                    .join();
        }
    }
}
