package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PartitionTimeTest {
    @Property(tries = 200)
    void readsWhatItWrote(@ForAll long timestamp) {
        assertThat(PartitionTime.decode(PartitionTime.encode(timestamp))).isEqualTo(timestamp);
    }

    @Test
    void readsWhatKafkaStreamsWrites() {
        assertThat(PartitionTime.decode("AgAAAR9x+wTL")).isEqualTo(1_234_567_890_123L);
    }

    @Test
    void whatIsNoneIsUnknown() {
        assertThat(PartitionTime.decode("")).isEqualTo(-1);
        assertThat(PartitionTime.decode("moved by hand")).isEqualTo(-1);
        assertThat(PartitionTime.decode("AQ==")).isEqualTo(-1);
        assertThat(PartitionTime.decode(Base64.getEncoder().encodeToString(new byte[9])))
                .isEqualTo(-1);
    }
}
