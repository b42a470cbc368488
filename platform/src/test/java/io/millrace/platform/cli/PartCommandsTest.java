package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.base.Endpoint;
import io.millrace.platform.launch.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for schemas and connectors, each as a process of its own, against a node in this one. */
class PartCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String V1 =
            "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}";
    private static final String V2 = V1.replace("long", "string");

    @TempDir
    private static Path directory;

    private static Node node;

    @BeforeAll
    static void start() {
        System.setProperty("millrace.files.root", directory.toString());
        Endpoint free = new Endpoint("127.0.0.1", 0);
        node = Node.builder().registry(free).connect(free).start();
    }

    @AfterAll
    static void stop() {
        node.close();
        System.clearProperty("millrace.files.root");
    }

    @Test
    void aSchemaIsRegisteredListedPrintedAndChecked() throws Exception {
        String file = Files.writeString(directory.resolve("order.avsc"), V1).toString();
        String other = Files.writeString(directory.resolve("other.avsc"), V2).toString();

        Call registered = call("schema", "register", file, "--subject", "orders/value", "-o", "json");
        int id = JSON.readTree(registered.out()).path("id").asInt();

        assertThat(registered.code()).as(registered.err()).isZero();
        assertThat(id).isPositive();
        assertThat(call("schema", "register", file, "--subject", "orders/value")
                        .out()
                        .strip())
                .isEqualTo("" + id);
        assertThat(JSON.readTree(call("schema", "list", "-o", "json").out()).toString())
                .contains("{\"subject\":\"orders/value\",\"versions\":[1]}");
        assertThat(call("schema", "ls").out()).contains("SUBJECT", "orders/value");
        assertThat(call("schema", "get", "orders/value").out().strip()).isEqualTo(V1);
        assertThat(JSON.readTree(call("schema", "get", "orders/value", "-v", "1", "-o", "json")
                                .out())
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(call("schema", "get", "--id", "" + id).out().strip()).isEqualTo(V1);
        assertThat(call("schema", "check", file, "-s", "orders/value"))
                .isEqualTo(new Call(0, "compatible with orders/value (BACKWARD)\n", ""));

        Call incompatible = call("schema", "check", other, "-s", "orders/value");
        assertThat(incompatible.code()).isEqualTo(Main.INCOMPATIBLE);
        assertThat(incompatible.out())
                .startsWith("incompatible with orders/value")
                .contains("TYPE_MISMATCH at /fields/0/type, where new reads old")
                .contains("mend keep the type")
                .contains("would pass at NONE");
        assertThat(JSON.readTree(call("schema", "check", other, "-s", "orders/value", "-o", "json")
                                .out())
                        .path("is_compatible")
                        .asBoolean(true))
                .isFalse();
        Call refused = call("schema", "register", other, "-s", "orders/value");
        assertThat(refused.code()).isEqualTo(Main.INCOMPATIBLE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .startsWith("incompatible with orders/value")
                .contains("TYPE_MISMATCH at /fields/0/type, where new reads old")
                .contains("mend keep the type");
    }

    @Test
    void whatAUserMayHaveMeantIsSaid(@TempDir Path directory) throws IOException {
        String json = Files.writeString(directory.resolve("order.json"), "{\"type\":\"object\"}")
                .toString();
        String avro = Files.writeString(directory.resolve("order.avsc"), V1).toString();

        oneLine(call("schema", "register", json, "-s", "meant"), "it was taken for AVRO; --type says otherwise");
        oneLine(call("schema", "check", json, "-s", "meant"), "it was taken for AVRO; --type says otherwise");
        assertThat(call("schema", "register", json, "-s", "meant", "-t", "json").code())
                .isZero();
        assertThat(call("schema", "check", avro, "-s", "typing-error").out())
                .isEqualTo("compatible with typing-error (BACKWARD), which has nothing to compare with\n");
        oneLine(call("schema", "mode", "meant", "--set", "import"), "--force sets it all the same");
        assertThat(call("schema", "mode", "meant", "--set", "import", "--force").out())
                .contains("IMPORT");
    }

    @Test
    void whatARegistryGoesByIsShownAndChanged() throws IOException {
        String subject = "settings/value";

        Call shown = call("schema", "config", subject);
        Call changed = call(
                "schema",
                "config",
                subject,
                "--compatibility",
                "full",
                "--set",
                "compatibilityGroup=major",
                "-o",
                "json");
        Call taken = call("schema", "config", subject, "--set", "compatibilityGroup=", "-o", "json");
        Call deleted = call("schema", "config", subject, "--delete", "-o", "json");
        Call wrong = call("schema", "config", subject, "--compatibility", "sideways");
        Call both = call("schema", "config", subject, "--compatibility", "full", "--delete");
        Call readOnly = call("schema", "mode", subject, "--set", "readonly", "-o", "json");
        Call free = call("schema", "mode", subject, "--delete");
        Call global = call("schema", "mode", "-o", "json");

        assertThat(shown.out()).contains("compatibilityLevel  BACKWARD");
        assertThat(changed.out().strip())
                .isEqualTo("{\"compatibilityLevel\":\"FULL\",\"compatibilityGroup\":\"major\"}");
        assertThat(taken.out().strip()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
        assertThat(deleted.out().strip()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        oneLine(wrong, "config of settings/value", "Invalid compatibility level");
        assertThat(both.code()).isEqualTo(Main.USAGE);
        assertThat(readOnly.out().strip()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(free.out()).contains("READWRITE");
        assertThat(global.out().strip()).isEqualTo("{\"mode\":\"READWRITE\"}");
    }

    @Test
    void aDirectoryOfSchemasIsCheckedInABuild(@TempDir Path build) throws IOException {
        Path old = Files.createDirectories(build.resolve("old/a"));
        Path now = Files.createDirectories(build.resolve("new/a"));
        Files.writeString(old.resolve("order.avsc"), V1);
        Files.writeString(now.resolve("order.avsc"), V1.replace("]}", ",{\"name\":\"x\",\"type\":\"int\"}]}"));
        Files.writeString(now.resolve("fresh.proto"), "syntax = \"proto3\"; message M { string a = 1; }");

        Call refused = Call.of(
                "",
                "schema",
                "compare",
                build.resolve("old").toString(),
                build.resolve("new").toString());
        Call forward = Call.of(
                "",
                "schema",
                "compare",
                "--level",
                "forward",
                build.resolve("old").toString(),
                build.resolve("new").toString(),
                "-o",
                "json");
        Files.writeString(now.resolve("order.avsc"), "{");
        Call invalid = Call.of(
                "",
                "schema",
                "compare",
                build.resolve("old").toString(),
                build.resolve("new").toString());

        assertThat(refused.code()).isEqualTo(Main.INCOMPATIBLE);
        assertThat(refused.out())
                .contains("compatible with a/fresh.proto (BACKWARD)")
                .contains("incompatible with a/order.avsc (BACKWARD)")
                .contains("mend add \"default\": 0");
        assertThat(forward.code()).as(forward.err()).isZero();
        assertThat(JSON.readTree(forward.out())).hasSize(2);
        assertThat(invalid.code()).isEqualTo(Main.INCOMPATIBLE);
        oneLine(invalid, "order.avsc", "Invalid schema");
    }

    @Test
    void aRegistryIsCopiedComparedAndLookedAfter() throws IOException {
        String one = file("one", "{\"type\":\"record\",\"name\":\"C\",\"fields\":[]}");
        String two = file(
                "two",
                "{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"a\",\"type\":\"int\","
                        + "\"default\":0}]}");
        call("schema", "register", one, "-s", "care-value");
        call("schema", "register", two, "-s", "care-value");
        assertThat(call("schema", "delete", "care-value", "--version", "1")).isEqualTo(new Call(0, "[1]\n", ""));

        Call undeleted = call("schema", "undelete", "care-value", "-v", "1");
        Call difference = call("schema", "diff", "care-value", "1");
        Call exported = call(
                "schema", "export", "--out", directory.resolve("copy.jsonl").toString());
        Call imported = call("schema", "import", directory.resolve("copy.jsonl").toString(), "-o", "json");
        Call sound = call("schema", "verify");
        Call repaired = call("schema", "repair");
        Call usage = call("schema", "usage");

        assertThat(undeleted).isEqualTo(new Call(0, "[1]\n", ""));
        assertThat(difference.out()).contains("\"a\"");
        assertThat(exported).isEqualTo(new Call(0, "", ""));
        assertThat(JSON.readTree(imported.out()).path("imported").asInt(-1)).isZero();
        assertThat(JSON.readTree(imported.out()).path("unchanged").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(sound).isEqualTo(new Call(0, "sound\n", ""));
        assertThat(repaired).isEqualTo(new Call(0, "nothing to mend\n", ""));
        assertThat(usage.out()).contains("SUBJECTS", "care-value");
    }

    @Test
    void aSubjectThatIsNotThereIsNamed() {
        Call call = call("schema", "get", "nothing");

        assertThat(call.code()).isEqualTo(Main.NOT_FOUND);
        oneLine(call, "nothing");
    }

    @Test
    void aConnectorLivesFromCreateToDelete() throws Exception {
        String input =
                Files.writeString(directory.resolve("in.json"), "{\"id\": 1}\n").toString();
        String file = Files.writeString(directory.resolve("lines.json"), """
                {"name": "lines", "connector.class": "io.millrace.connector.file.FileSourceConnector",
                 "file": "%s", "topic": "lines", "format": "jsonl", "tasks.max": 1}""".formatted(input))
                .toString();

        Call validated = call("connector", "validate", file);
        assertThat(validated.out()).as(validated.err()).isEqualTo("valid\n");
        assertThat(JSON.readTree(call("connector", "create", file, "-o", "json").out())
                        .path("name")
                        .asText())
                .isEqualTo("lines");
        Call again = call("connector", "create", file);
        assertThat(again.code()).isEqualTo(Main.FAILED);
        oneLine(again, "connector lines: ");

        awaitState("RUNNING");
        assertThat(call("connector", "status", "lines").out()).contains("PART", "task 0");
        assertThat(JSON.readTree(call("connector", "list", "-o", "json").out())
                        .path(0)
                        .path("connector")
                        .asText())
                .isEqualTo("lines");
        done("pause");
        awaitState("PAUSED");
        done("resume");
        awaitState("RUNNING");
        done("restart");
        awaitState("RUNNING");
        done("rm");
        assertThat(call("connector", "status", "lines").code()).isEqualTo(Main.NOT_FOUND);
    }

    @Test
    void everyWrongKeyIsNamed() throws Exception {
        String file = Files.writeString(
                        directory.resolve("wrong.json"),
                        "{\"name\": \"wrong\", \"config\":"
                                + " {\"connector.class\": \"io.millrace.connector.file.FileSourceConnector\", \"tasks.max\": \"many\"}}")
                .toString();

        Call validated = call("connector", "validate", file);
        assertThat(validated.code()).isEqualTo(Main.FAILED);
        assertThat(validated.out()).contains("KEY", "tasks.max", "topic");
        assertThat(JSON.readTree(call("connector", "validate", file, "-o", "json")
                                .out())
                        .path("error_count")
                        .asInt())
                .isGreaterThan(1);
        Call created = call("connector", "create", file);
        assertThat(created.code()).isEqualTo(Main.FAILED);
        oneLine(created, "connector wrong: ", "tasks.max", "topic");
    }

    @Test
    void pluginsAreListed() throws Exception {
        assertThat(call("connector", "plugins").out()).contains("CLASS", "FileSourceConnector");
        assertThat(JSON.readTree(
                        call("connector", "plugins", "--all", "-o", "json").out()))
                .anyMatch(plugin -> plugin.path("type").asText().equals("transformation"));
    }

    @Test
    void whatIsNoJsonIsNamedWithItsLine() throws Exception {
        String file = Files.writeString(directory.resolve("broken.json"), "{\n\"name\" \"x\"}")
                .toString();

        Call call = call("connector", "create", file);

        assertThat(call.code()).isEqualTo(Main.USAGE);
        oneLine(call, file, "line 2");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithWhatToDo() {
        for (String[] command : new String[][] {
            {"schema", "list", "--registry", "http://127.0.0.1:1"},
            {"connector", "list", "--connect", "http://127.0.0.1:1"}
        }) {
            Call call = Call.of("", command);

            assertThat(call.code()).isEqualTo(Main.FAILED);
            oneLine(call, "http://127.0.0.1:1", "./millrace start", command[2]);
        }
    }

    private static void done(String verb) throws Exception {
        Call call = call("connector", verb, "lines", "-o", "json");
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(JSON.readTree(call.out()).path("name").asText()).isEqualTo("lines");
    }

    private static void awaitState(String state) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            JsonNode status = JSON.readTree(
                    call("connector", "status", "lines", "-o", "json").out());
            if (status.path("connector").path("state").asText().equals(state)
                    && status.path("tasks").path(0).path("state").asText().equals(state)) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("in time " + state + ", now " + status)
                    .isLessThan(deadline);
        }
    }

    private static String file(String name, String schema) throws IOException {
        return Files.writeString(directory.resolve(name + ".avsc"), schema).toString();
    }

    private static void oneLine(Call call, String... named) {
        assertThat(call.err().lines()).as(call.err()).hasSize(1);
        assertThat(call.err()).startsWith("millrace: ").contains(named);
    }

    private static Call call(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        boolean schema = arguments[0].equals("schema");
        all[arguments.length] = schema ? "--registry" : "--connect";
        all[arguments.length + 1] = schema ? node.registryUrl() : node.connectUrl();
        return Call.of("", all);
    }
}
