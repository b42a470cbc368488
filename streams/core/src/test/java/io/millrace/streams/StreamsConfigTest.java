package io.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.config.ClientKeys;
import io.millrace.streams.errors.LogAndContinueExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.runtime.RuntimeConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class StreamsConfigTest {
    private final Map<String, Object> settings =
            new HashMap<>(Map.of("application.id", "app", "bootstrap.servers", "127.0.0.1:9092"));

    @Test
    void refusesWhatItCannotKeepByName() {
        settings.put("processing.guarantee", "exactly_once_v2");

        assertThatThrownBy(() -> new StreamsConfig(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("processing.guarantee")
                .hasMessageContaining("not supported yet");
    }

    @Test
    void refusesAnApplicationIdThatCannotBeginATopicsName() {
        settings.put("application.id", "a b");

        assertThatThrownBy(() -> new StreamsConfig(settings)).hasMessageContaining("application.id");
    }

    @Test
    void needsAnApplicationIdAndServers() {
        assertThatThrownBy(() -> new StreamsConfig(Map.of("bootstrap.servers", "127.0.0.1:1")))
                .hasMessageContaining("application.id");
        assertThatThrownBy(() -> new StreamsConfig(Map.of("application.id", "a")))
                .hasMessageContaining("bootstrap.servers");
    }

    @Test
    void theFormerNameOfAHandlerHoldsUnlessTheNewOneIsSet() {
        settings.put("default.deserialization.exception.handler", LogAndContinueExceptionHandler.class);
        assertThat(new StreamsConfig(settings).deserializationExceptionHandler())
                .isInstanceOf(LogAndContinueExceptionHandler.class);

        settings.put("deserialization.exception.handler", LogAndFailExceptionHandler.class.getName());
        assertThat(new StreamsConfig(settings).deserializationExceptionHandler())
                .isInstanceOf(LogAndFailExceptionHandler.class);
    }

    @Test
    void serdesAreConfiguredInstancesOrNull() {
        settings.put("default.key.serde", Serdes.StringSerde.class.getName());

        assertThat(new StreamsConfig(settings).defaultKeySerde()).isInstanceOf(Serdes.StringSerde.class);
        assertThat(new StreamsConfig(settings).defaultValueSerde()).isNull();
    }

    @Test
    void theNarrowestPrefixWins() {
        settings.put("max.partition.fetch.bytes", 1);
        settings.put("consumer.max.partition.fetch.bytes", 2);
        settings.put("main.consumer.max.partition.fetch.bytes", "3");
        settings.put("producer.linger.ms", 7);
        settings.put("bootstrap.servers", "127.0.0.1:1,127.0.0.1:2");

        RuntimeConfig runtime = RuntimeSettings.bind(new StreamsConfig(settings), new UUID(0, 1));

        assertThat(runtime.mainClient().apply("id").get(ClientKeys.MAX_PARTITION_FETCH_BYTES))
                .isEqualTo(3);
        assertThat(runtime.restoreClient().get(ClientKeys.MAX_PARTITION_FETCH_BYTES))
                .isEqualTo(2);
        assertThat(runtime.mainClient().apply("id").get(ClientKeys.LINGER_MS)).isEqualTo(7);
        assertThat(runtime.mainClient().apply("id").get(ClientKeys.BOOTSTRAP_SERVERS))
                .isEqualTo("127.0.0.1:1,127.0.0.1:2");
        assertThat(runtime.mainClient().apply("id").get(ClientKeys.GROUP_ID)).isEqualTo("app");
    }

    @Test
    void eachThreadOfAStaticInstanceIsAMemberOfItsOwn() {
        settings.put("consumer.group.instance.id", "blue");

        RuntimeConfig runtime = RuntimeSettings.bind(new StreamsConfig(settings), new UUID(0, 1));

        assertThat(runtime.mainClient().apply("app-x-StreamThread-2").get(ClientKeys.GROUP_INSTANCE_ID))
                .isEqualTo("blue-2");
    }

    @Test
    void topicSettingsGoToInternalTopics() {
        settings.put("topic.segment.bytes", 1234);

        assertThat(RuntimeSettings.bind(new StreamsConfig(settings), new UUID(0, 1))
                        .topicDefaults())
                .isEqualTo(Map.of("segment.bytes", "1234"));
    }
}
