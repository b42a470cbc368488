package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCommandTest {
    private static final Pattern READY = Pattern.compile("ready kafka=(127\\.0\\.0\\.1:\\d+) pid=(\\d+) in=(\\d+)ms");

    @TempDir
    private Path directory;

    @Test
    void readyStandsOnStandardOutputWhenEverythingAcceptsWork() throws Exception {
        Process node = Call.begin(alone());
        try {
            String bootstrap = ready(node).group(1);

            assertThat(Call.of("hello\nworld\n", "produce", "greetings", "--bootstrap", bootstrap))
                    .isEqualTo(new Call(0, "", ""));
            assertThat(Call.of("", "consume", "greetings", "--exit", "--bootstrap", bootstrap)
                            .out())
                    .isEqualTo("hello\nworld\n");
        } finally {
            node.destroy();
        }
        assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clientsAreToldTheAddressThatIsAdvertised() throws Exception {
        Process node = Call.begin(alone("--advertise", "localhost:0"));
        try {
            String port = ready(node).group(1).split(":")[1];

            assertThat(Call.of("", "node", "describe", "-o", "json", "-b", "127.0.0.1:" + port)
                            .out())
                    .contains("{\"config\":\"advertised.listeners\",\"value\":\"localhost:0\"");
        } finally {
            node.destroy();
        }
        assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Call.of("", alone("--advertise", "0.0.0.0:9092")).err())
                .startsWith("millrace: --advertise: '0.0.0.0:9092' is no address to connect to");
        assertThat(Call.of("", alone("--advertise", " ")).err())
                .startsWith("millrace: --advertise: ' ' is no address to connect to");
    }

    @Test
    void aConfigurationThatIsNoTextIsRefused() throws Exception {
        Path config = Files.write(directory.resolve("node.properties"), new byte[] {(byte) 0xff, (byte) 0xfe});

        Call start = Call.of("", "start", "--config", config.toString(), "--data", directory.toString());

        assertThat(start.code()).isEqualTo(Main.USAGE);
        assertThat(start.err().strip())
                .isEqualTo("millrace: --config: " + config + " is no text in UTF-8, so it is no configuration");
    }

    @Test
    void theTimeItTookIsNoLongerThanThatOfWhoWaited() throws Exception {
        long began = System.nanoTime();
        Process node = Call.begin(alone());
        try {
            long told = Long.parseLong(ready(node).group(3));
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

            assertThat(told).isPositive().isLessThanOrEqualTo(waited + 1);
        } finally {
            node.destroy();
        }
        assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        Process first = Call.begin(alone());
        String bootstrap = ready(first).group(1);
        Call produced = Call.of("kept\n", "produce", "greetings", "--bootstrap", bootstrap);
        first.destroyForcibly().waitFor();
        assertThat(produced.code()).isZero();

        Process second = Call.begin(alone());
        try {
            Call consumed = Call.of(
                    "",
                    "consume",
                    "greetings",
                    "-n",
                    "1",
                    "--bootstrap",
                    ready(second).group(1));
            assertThat(consumed.out()).isEqualTo("kept\n");
        } finally {
            second.destroy();
        }
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            refused(Call.of("", "start", "--kafka", address, "--data", directory.toString()), address);
        }
    }

    @Test
    void aDataDirectoryInUseIsNamed() throws Exception {
        Process node = Call.begin(alone());
        try {
            ready(node);
            refused(
                    Call.of("", "start", "--kafka", "127.0.0.1:0", "--data", directory.toString()),
                    directory.toString());
        } finally {
            node.destroy();
        }
        assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aDataDirectoryOfAnotherClusterOrOfANewerFormatIsNamed() throws Exception {
        Path config = Files.writeString(directory.resolve("node.properties"), "cluster.id=ours\n");
        Path meta = directory.resolve("meta.properties");
        Files.writeString(meta, "millrace.format=2\nnode.id=1\ncluster.id=theirs\n");
        String[] start = {
            "start", "--kafka", "127.0.0.1:0", "--data", directory.toString(), "--config", config.toString()
        };
        refused(Call.of("", start), directory + " holds the data of cluster theirs, not of cluster ours");

        Files.writeString(meta, "millrace.format=99\nnode.id=1\ncluster.id=ours\n");
        refused(Call.of("", start), directory + " was written in format 99 by a newer release");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        refused(
                Call.of(
                        "",
                        "start",
                        "--kafka",
                        "127.0.0.1:0",
                        "--data",
                        file.resolve("data").toString()),
                file.toString());
    }

    @Test
    void anUnknownKeyIsNamedWithItsNearestMatch() throws Exception {
        Path config = Files.writeString(directory.resolve("node.properties"), "num.partition=3\n");
        Call call = Call.of(
                "", "start", "--kafka", "127.0.0.1:0", "--config", config.toString(), "--data", directory.toString());
        refused(call, "num.partition");
        assertThat(call.err()).contains("num.partitions");
    }

    @Test
    void anAddressThatIsNotLoopbackIsRefused() {
        refused(Call.of("", "start", "--kafka", "0.0.0.0:0", "--data", directory.toString()), "0.0.0.0:0");
    }

    @Test
    void aLogOfOnesOwnAndAnotherClusterExcludeEachOther() {
        refused(
                Call.of("", "start", "--kafka", "127.0.0.1:0", "--bootstrap", "127.0.0.1:9092"),
                "--kafka: there is no log");
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamed() {
        refused(Call.of("", "start", "--bootstrap", "127.0.0.1:1", "--registry", "127.0.0.1:0"), "127.0.0.1:1");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        refused(Call.of("", "start", "--plugins", directory.resolve("none").toString()), "--plugins");
        refused(Call.of("", "start", "--files-root", directory.resolve("none").toString()), "--files-root");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(Call.of("", "start", "--kafak", "127.0.0.1:0").code()).isEqualTo(Main.USAGE);
    }

    /** The log alone, on a free port. */
    private String[] alone(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "start",
                "--kafka",
                "127.0.0.1:0",
                "--registry",
                "off",
                "--connect",
                "off",
                "--pages",
                "off",
                "--data",
                directory.toString()));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static void refused(Call call, String named) {
        assertThat(call.code()).as(call.err()).isEqualTo(Main.USAGE);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines()).as(call.err()).hasSize(1);
        assertThat(call.err()).startsWith("millrace: ").contains(named);
    }

    private static Matcher ready(Process node) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).as("the first line on standard output").isNotNull();
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as(line).isTrue();
        return ready;
    }
}
