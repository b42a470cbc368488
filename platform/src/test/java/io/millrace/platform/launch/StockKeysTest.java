package io.millrace.platform.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Settings;
import io.millrace.broker.BrokerKeys;
import io.millrace.connect.ConnectKeys;
import io.millrace.registry.RegistryConfig;
import io.millrace.registry.RegistryKeys;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StockKeysTest {
    @Test
    void whatStandsForAKeyOfABrokerIsSaidBesideTheOtherFaults() {
        assertThatThrownBy(() -> PartSettings.of(
                        "server.properties",
                        Map.of(
                                "log.dirs",
                                "/var/kafka",
                                "broker.id",
                                "3",
                                "num.partition",
                                "2",
                                "process.roles",
                                "broker")))
                .isInstanceOf(Refused.class)
                .hasMessage("server.properties: broker.id is no key here: node.id; "
                        + "log.dirs is no key here: --data DIR, which is one directory; "
                        + "unknown key num.partition (did you mean num.partitions?)");
    }

    @Test
    void whatAsksForLogInsIsNeverPassedOver() {
        for (String key : new String[] {"authorizer.class.name", "listener.security.protocol.map", "super.users"}) {
            assertThatThrownBy(() -> PartSettings.of("f", Map.of(key, "x")))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining(key + " is no key here: this log asks nobody to log in");
        }
    }

    @Test
    void aStockFileServesWithoutItsListenersAndDirectories() {
        Map<String, String> stock = new HashMap<>(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.bootstrap.servers", "localhost:9093",
                "inter.broker.listener.name", "PLAINTEXT",
                "controller.listener.names", "CONTROLLER",
                "num.network.threads", "3",
                "num.io.threads", "8",
                "socket.send.buffer.bytes", "102400",
                "socket.request.max.bytes", "104857600"));
        stock.put("num.recovery.threads.per.data.dir", "2");
        stock.put("offsets.topic.replication.factor", "1");
        stock.put("share.coordinator.state.topic.min.isr", "1");
        stock.put("transaction.state.log.min.isr", "1");
        stock.put("log.retention.hours", "168");
        stock.put("zookeeper.connect", "localhost:2181");

        assertThat(PartSettings.of("f", stock).log())
                .containsOnlyKeys("node.id", "socket.request.max.bytes", "log.retention.hours");
    }

    @Test
    void aStockFileOfConfluentsRegistryServesWithoutItsListeners() {
        Map<String, String> stock = Map.of(
                "kafkastore.bootstrap.servers", "PLAINTEXT://localhost:9092,PLAINTEXT://localhost:9093",
                "kafkastore.topic", "_schemas",
                "schema.search.max.limit", "500",
                "metadata.encoder.secret", "change me",
                "debug", "false");

        Map<String, String> registry = PartSettings.of("f", stock).registry();

        assertThat(registry)
                .containsOnlyKeys("kafkastore.bootstrap.servers", "kafkastore.topic", "schema.search.max.limit");
        assertThat(RegistryConfig.from(Settings.of(registry, RegistryKeys.ALL)).bootstrapServers())
                .isEqualTo("localhost:9092,localhost:9093");
        assertThatThrownBy(() -> PartSettings.of("f", Map.of("master.eligibility", "true")))
                .hasMessage("f: master.eligibility is no key here: leader.eligibility");
    }

    @Test
    void noKeyThatWeHaveIsInTheTable() {
        for (var keys : java.util.List.of(BrokerKeys.ALL, RegistryKeys.ALL, ConnectKeys.ALL)) {
            assertThat(keys)
                    .noneMatch(key -> StockKeys.instead(key.name()) != null || StockKeys.meansNothing(key.name()));
        }
    }
}
