package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class StartClockTest {
    @Test
    void theLaunchersWordCounts() {
        assertThat(StartClock.elapsedMs("1795390000.250117", 1_795_390_000_750L))
                .isEqualTo(500);
        assertThat(StartClock.elapsedMs("1795390000,250117", 1_795_390_000_750L))
                .isEqualTo(500);
    }

    @Test
    void aClockThatWasSetBackTellsNothingNegative() {
        assertThat(StartClock.elapsedMs("1795390000.250117", 1_795_390_000_000L))
                .isZero();
    }

    @Test
    void withoutALauncherItIsTheJvmsAge() {
        long now = System.currentTimeMillis();

        assertThat(StartClock.elapsedMs("", now))
                .isEqualTo(now - ManagementFactory.getRuntimeMXBean().getStartTime());
    }
}
