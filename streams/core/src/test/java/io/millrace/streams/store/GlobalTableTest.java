package io.millrace.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GlobalTableTest {
    private final GlobalTable table = new GlobalTable();

    @Test
    void keepsTheNewestValueAndForgetsDeletedKeys() {
        for (int i = 0; i < 1_000; i++) {
            put("k" + i, "v" + i);
        }
        for (int i = 0; i < 1_000; i += 2) {
            put("k" + i, null);
        }
        put("k1", "newer");
        put("k0", "again");

        assertThat(table.size()).isEqualTo(501);
        assertThat(get("k1")).isEqualTo("newer");
        assertThat(get("k0")).isEqualTo("again");
        assertThat(get("k2")).isNull();
        assertThat(get("k999")).isEqualTo("v999");
    }

    @Test
    void readersSeeEveryKeyThatWasThereWhileTheTableGrows() throws InterruptedException {
        put("old", "value");
        AtomicBoolean missed = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (!done.get()) {
                if (get("old") == null) {
                    missed.set(true);
                }
            }
        });
        reader.start();
        for (int i = 0; i < 100_000; i++) {
            put("k" + i, "v");
            if (i % 3 == 0) {
                put("k" + i / 2, null);
            }
        }
        done.set(true);
        reader.join();

        assertThat(missed).isFalse();
    }

    private void put(String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        table.put(k, 0, k.length, v, 0, v == null ? -1 : v.length, 1);
    }

    private String get(String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        GlobalTable.Version version = table.get(k, 0, k.length);
        return version == null ? null : new String(version.value(), StandardCharsets.UTF_8);
    }
}
