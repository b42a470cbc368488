package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeCommandTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().set("num.partitions", "3").start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void aConfigIsShownChangedAndResetWhileTheNodeRuns() throws Exception {
        assertThat(row("num.partitions")).contains("\"3\"").contains("\"file\"").contains("\"at a start\"");
        assertThat(row("log.retention.ms")).contains("\"default\"").contains("\"at run time\"");

        assertThat(call("node", "alter", "-c", "log.retention.ms=3600000", "-o", "json")
                        .out()
                        .strip())
                .contains("\"altered\":true");
        assertThat(row("log.retention.ms")).contains("\"3600000\"").contains("\"node\"");
        assertThat(call("node", "describe", "1", "--set-only").out().lines().map(line -> line.split(" +")[0]))
                .contains("log.retention.ms", "num.partitions")
                .doesNotContain("log.segment.bytes");

        assertThat(call("node", "alter", "1", "--reset", "log.retention.ms")).isEqualTo(new Call(0, "", ""));
        assertThat(row("log.retention.ms")).contains("\"default\"");
    }

    @Test
    void whatCannotBeChangedIsSaidInOneLine() {
        Call refused = call("node", "alter", "-c", "num.partitions=4");
        assertThat(refused.code()).isEqualTo(Main.FAILED);
        assertThat(refused.err().lines()).singleElement().asString().startsWith("millrace: node 1: ");
        assertThat(call("node", "alter").code()).isEqualTo(Main.USAGE);
        assertThat(call("node", "describe", "7").code()).isEqualTo(Main.NOT_FOUND);
    }

    private static String row(String key) throws Exception {
        for (JsonNode each : new ObjectMapper()
                .readTree(call("node", "describe", "-o", "json").out())) {
            if (each.path("config").asText().equals(key)) {
                return each.toString();
            }
        }
        return "none";
    }

    private static Call call(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = log.bootstrapServers();
        return Call.of("", all);
    }
}
