package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Settings;
import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerStartTest {
    @Test
    void aWorkerWithoutConnectorsStartsAtOnce() throws Exception {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Worker.start(config(log)).close();
            long begun = System.nanoTime();
            try (Worker worker = Worker.start(config(log))) {
                long tookMs = (System.nanoTime() - begun) / 1_000_000;
                // Many times what it takes, for a machine that is busy with something else.
                assertThat(tookMs).isLessThan(1_000);
                assertThat(worker.connectors().get(10, TimeUnit.SECONDS)).isEmpty();
            }
        }
    }

    @Test
    void aTopicThatCannotServeIsNamed() {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            try (ClientThread client = ClientThread.start("test", ClientConfig.to(log.inProcessServers()))) {
                NewTopic topic = new NewTopic("connect-status", 5, Map.of("cleanup.policy", "delete"));
                client.<Admin.Outcomes>ask((c, answer) -> c.admin().createTopics(List.of(topic), answer))
                        .join()
                        .orThrow();
            }
            assertThatThrownBy(() -> Worker.start(config(log)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("status.storage.topic: topic connect-status has cleanup.policy=delete");
        }
    }

    private static WorkerConfig config(EmbeddedLog log) {
        return WorkerConfig.from(Settings.of(Map.of("bootstrap.servers", log.inProcessServers()), ConnectKeys.ALL));
    }
}
