package io.millrace.platform.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.connect.ConnectKeys;
import io.millrace.connect.WorkerConfig;
import io.millrace.registry.RegistryConfig;
import io.millrace.registry.RegistryKeys;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class SecurityOfPartsTest {
    private static final String SECRET = "mark-of-a-secret";

    @Test
    void theRegistryReadsTheKeysOfItsLogUnderTheirPrefix() {
        RegistryConfig config = RegistryConfig.from(Settings.of(keys("kafkastore."), RegistryKeys.ALL));
        assertThat(config.security().protocol()).isEqualTo("SSL");
        assertThat(config.security().values()).containsEntry("ssl.truststore.password", new Password(SECRET));
        assertThat(config.toString()).doesNotContain(SECRET);
    }

    @Test
    void theWorkerReadsThemAsTheyAre() {
        WorkerConfig config = WorkerConfig.from(Settings.of(keys(""), ConnectKeys.ALL));
        assertThat(config.security().protocol()).isEqualTo("SSL");
        assertThat(config.security().values()).containsEntry("ssl.truststore.password", new Password(SECRET));
        assertThat(config.toString()).doesNotContain(SECRET);
    }

    private static Map<String, String> keys(String prefix) {
        Map<String, String> keys = new HashMap<>();
        keys.put(prefix + "bootstrap.servers", "localhost:1");
        keys.put(prefix + "security.protocol", "SSL");
        keys.put(prefix + "ssl.truststore.password", SECRET);
        return keys;
    }
}
