package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for records is told when nobody is there to send any. */
@Tag("full")
class ConsumeAwayTest {
    @TempDir
    Path data;

    private Started node(String kafka) throws Exception {
        return Started.node(data, "--kafka", kafka, "--registry", "off", "--connect", "off", "--pages", "off");
    }

    @Test
    @Timeout(60)
    void aNodeThatIsAwayIsNamedOnceAndOnceWhenItIsBack() throws Exception {
        Process consume;
        BufferedReader out;
        String bootstrap;
        try (Started node = node("127.0.0.1:0")) {
            bootstrap = node.at("kafka");
            assertThat(Call.of("one\n", "produce", "t", "--bootstrap", bootstrap)
                            .code())
                    .isZero();
            consume = Call.begin("consume", "t", "-n", "2", "--bootstrap", bootstrap);
            out = consume.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("one");
            node.process().destroyForcibly().waitFor();
        }
        try (BufferedReader err = consume.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.readLine()).isEqualTo("no answer from " + bootstrap + "; waiting for it to be back");
            // Long enough for it to be said again.
            Thread.sleep(5_000);
            assertThat(err.ready()).isFalse();
            try (Started node = node(bootstrap)) {
                assertThat(err.readLine()).isEqualTo(bootstrap + " is back");
                assertThat(Call.of("two\n", "produce", "t", "--bootstrap", bootstrap)
                                .code())
                        .isZero();
                assertThat(out.readLine()).isEqualTo("two");
            }
            assertThat(consume.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(consume.exitValue()).isZero();
            assertThat(err.readLine()).isNull();
        } finally {
            consume.destroyForcibly();
        }
    }
}
