package io.millrace.benchmarks.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.benchmarks.Distribution;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./millrace torture}. */
@Tag("full")
@Timeout(300)
class TortureTest {
    @Test
    void tenKillsLeaveEveryPromiseKept(@TempDir Path directory) {
        check(directory, new Ground.Kept(directory.resolve("data")), 10);
    }

    @Test
    void threePowerCutsLeaveEveryPromiseKept(@TempDir Path directory) {
        String missing = PowerCut.missing();
        assumeTrue(missing == null, missing);
        try (PowerCut ground = PowerCut.in(directory)) {
            check(directory, ground, 3);
        }
    }

    private static void check(Path directory, Ground ground, int kills) {
        Verdict verdict = new Torture(
                        Distribution.ofThisProcess(directory), directory, ground, System.nanoTime(), line -> {})
                .run(kills);

        assertThat(verdict.anomalies()).as("seed %d", verdict.seed()).isEmpty();
        assertThat(verdict.counts().get("records acknowledged")).isGreaterThan(100);
        assertThat(verdict.counts().get("transactions committed")).isPositive();
        assertThat(verdict.counts().get("records copied")).isPositive();
    }
}
