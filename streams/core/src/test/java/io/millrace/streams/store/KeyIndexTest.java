package io.millrace.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    @Test
    void findsWhatAMapWouldFindWhateverIsAddedAndRemoved() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            KeyIndex index = new KeyIndex();
            Map<String, Integer> expected = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                String key = "k" + random.nextInt(400);
                byte[] bytes = ("__" + key).getBytes(StandardCharsets.UTF_8);
                int hash = KeyIndex.hash(bytes, 2, bytes.length - 2);
                int cell = index.find(bytes, 2, bytes.length - 2, hash);

                assertThat(cell).as("seed %d, step %d", seed, i).isEqualTo(expected.getOrDefault(key, KeyIndex.NONE));
                if (cell == KeyIndex.NONE) {
                    expected.put(key, index.add(bytes, 2, bytes.length - 2, hash));
                } else if (random.nextBoolean()) {
                    index.remove(cell);
                    expected.remove(key);
                }
                assertThat(index.size()).isEqualTo(expected.size());
            }
        }
    }

    @Test
    void hashesTheSameBytesAlikeWhereverTheyLie() {
        byte[] one = "abcdefghijklmnopq".getBytes(StandardCharsets.UTF_8);
        byte[] two = "-----abcdefghijklmnopq--".getBytes(StandardCharsets.UTF_8);

        assertThat(KeyIndex.hash(two, 5, one.length)).isEqualTo(KeyIndex.hash(one, 0, one.length));
    }
}
