package io.millrace.connect.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoresTest {
    private static final Stores.Topics TOPICS = new Stores.Topics(
            new StoreTopic("config.storage.topic", "configs", 1, true, (short) -1),
            new StoreTopic("offset.storage.topic", "offsets", 25, false, (short) -1),
            new StoreTopic("status.storage.topic", "statuses", 5, false, (short) -1));

    private EmbeddedLog log;
    private ClientThread client;

    @BeforeEach
    void start() {
        log = Millrace.log().inMemory().start();
        client = ClientThread.start("test", ClientConfig.to(log.inProcessServers()));
    }

    @AfterEach
    void stop() {
        client.close();
        log.close();
    }

    @Test
    void whatIsPutIsThereAfterARestart() throws Exception {
        Stores stores = open();
        stores.putConnector("c/1%", Map.of("k", "v"), TargetState.PAUSED).get(10, TimeUnit.SECONDS);
        stores.putTasks("c/1%", List.of(Map.of("t", "0"))).get(10, TimeUnit.SECONDS);
        stores.offsets()
                .write("c/1%", Map.of(Map.of("file", "f"), Map.of("byte", 12)))
                .get(10, TimeUnit.SECONDS);
        stores.statuses().uses("c/1%", 0, "flights", 1).get(10, TimeUnit.SECONDS);

        Stores again = open();

        assertThat(again.connectorsRead())
                .containsExactly(
                        new StoredConnector("c/1%", Map.of("k", "v"), TargetState.PAUSED, List.of(Map.of("t", "0"))));
        assertThat(again.offsets().read("c/1%", List.of(Map.of("file", "f"))))
                .isEqualTo(Map.of(Map.of("file", "f"), Map.of("byte", 12L)));
        assertThat(again.statuses().topicsRead().get("c/1%")).containsExactly("flights");
    }

    @Test
    void anOffsetOfNullIsATombstone() throws Exception {
        Stores stores = open();
        Map<String, ?> partition = Map.of("file", "f");
        stores.offsets().write("c", Map.of(partition, Map.of("byte", 12))).get(10, TimeUnit.SECONDS);
        Map<Map<String, ?>, Map<String, ?>> none = new java.util.HashMap<>();
        none.put(partition, null);
        stores.offsets().write("c", none).get(10, TimeUnit.SECONDS);

        assertThat(stores.offsets().all("c")).isEmpty();
        assertThat(open().offsets().all("c")).isEmpty();
    }

    @Test
    void aTopicThatForgetsIsRefused() {
        make(new NewTopic("configs", 1, Map.of("cleanup.policy", "delete")));

        assertThatThrownBy(this::open)
                .hasMessageContaining("config.storage.topic")
                .hasMessageContaining("configs")
                .hasMessageContaining("cleanup.policy=delete");
    }

    @Test
    void aConfigTopicOfSeveralPartitionsIsRefused() {
        make(new NewTopic("configs", 3, Map.of("cleanup.policy", "compact")));

        assertThatThrownBy(this::open)
                .hasMessageContaining("config.storage.topic")
                .hasMessageContaining("has 3 partitions, but must have 1");
    }

    private Stores open() throws Exception {
        return Stores.open(client, TOPICS, "w:1").get(10, TimeUnit.SECONDS);
    }

    private void make(NewTopic topic) {
        client.<Admin.Outcomes>ask((c, answer) -> c.admin().createTopics(List.of(topic), answer))
                .join()
                .orThrow();
    }
}
