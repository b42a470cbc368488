package io.millrace.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Key<Integer> PARTITIONS = Key.ofInt("num.partitions", 1, 1, 100, "Partitions of a new topic.");
    private static final Key<String> DURABILITY =
            Key.ofChoice("durability", "sync", List.of("sync", "os"), "When an append is acknowledged.");
    private static final List<Key<?>> KNOWN = List.of(PARTITIONS, DURABILITY);

    @Test
    void anAbsentKeyHasItsDefault() {
        assertThat(Settings.of(Map.of(), KNOWN).get(PARTITIONS)).isEqualTo(1);
    }

    @Test
    void aGivenValueIsReadByItsType() {
        assertThat(Settings.of(Map.of("num.partitions", " 7 "), KNOWN).get(PARTITIONS))
                .isEqualTo(7);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestMatch() {
        assertThatThrownBy(() -> Settings.of(Map.of("num.partition", "7"), KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown key num.partition (did you mean num.partitions?)");
    }

    @Test
    void allUnknownKeysAreNamedAtOnce() {
        assertThatThrownBy(() -> Settings.of(Map.of("zookeeper.connect", "z", "num.partition", "7"), KNOWN))
                .hasMessage("unknown keys num.partition (did you mean num.partitions?), zookeeper.connect");
    }

    @Test
    void aValueOutOfBoundsIsRefusedWithWhatItMayBe() {
        assertThatThrownBy(() -> Settings.of(Map.of("num.partitions", "0"), KNOWN))
                .hasMessage("num.partitions=0: expected a whole number from 1 to 100");
        assertThatThrownBy(() -> Settings.of(Map.of("durability", "maybe"), KNOWN))
                .hasMessage("durability=maybe: expected one of sync, os");
    }
}
