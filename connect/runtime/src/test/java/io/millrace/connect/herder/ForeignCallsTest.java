package io.millrace.connect.herder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.herder.config.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForeignCallsTest {
    @Test
    void callsThatHangAreGivenUpAndOthersTakeTheirPlace() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ForeignCalls calls = new ForeignCalls(200)) {
            List<CompletableFuture<String>> hanging = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                hanging.add(calls.call(() -> hang(release)));
            }

            assertThat(calls.call(() -> "answered").get(20, TimeUnit.SECONDS)).isEqualTo("answered");
            for (CompletableFuture<String> each : hanging) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("has not answered");
            }
            release.countDown();
            assertThat(calls.call(() -> Thread.currentThread().isInterrupted()).get(20, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    /** As a plug-in does that swallows its interrupt. */
    private static String hang(CountDownLatch release) {
        while (true) {
            try {
                release.await();
                return "late";
            } catch (InterruptedException e) {
                continue;
            }
        }
    }
}
