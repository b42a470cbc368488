package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.storage.log.LogConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogKeysTest {
    @Test
    void theDefaultsAreKafkas() {
        LogConfig log = LogKeys.log(Settings.of(Map.of(), BrokerKeys.ALL));

        assertThat(log.retention()).isEqualTo(new LogConfig.Retention(true, 604_800_000, -1));
        assertThat(log.roll()).isEqualTo(new LogConfig.Roll(1 << 30, 604_800_000, 0));
        assertThat(log.compaction().compact()).isFalse();
        assertThat(log.fileDeleteDelayMs()).isEqualTo(60_000);
    }
}
