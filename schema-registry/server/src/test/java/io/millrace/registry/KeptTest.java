package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptTest {
    @Test
    void whatWasUsedLongestAgoGoesFirst() {
        Kept<String, Integer> kept = new Kept<>(2, 100, String::length);
        kept.put("a", 1);
        kept.put("b", 2);
        assertThat(kept.get("a")).isEqualTo(1);

        kept.put("c", 3);

        assertThat(kept.get("b")).isNull();
        assertThat(kept.get("a")).isEqualTo(1);
        assertThat(kept.get("c")).isEqualTo(3);
    }

    @Test
    void itIsNeverHeavierThanItMayBe() {
        Kept<String, Integer> kept = new Kept<>(1_000, 100, String::length);
        for (int i = 0; i < 50; i++) {
            kept.put(i + "x".repeat(28), i);
            kept.put(i + "x".repeat(28), i);
        }
        assertThat(kept.size()).isEqualTo(3);

        kept.put("y".repeat(101), 1);

        assertThat(kept.size()).isZero();
        kept.put("z", 1);
        assertThat(kept.get("z")).isEqualTo(1);
    }
}
