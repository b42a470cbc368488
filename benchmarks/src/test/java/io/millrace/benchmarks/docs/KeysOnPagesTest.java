package io.millrace.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connector.file.FileSourceConnector;
import io.millrace.connector.jdbc.JdbcSinkConnector;
import io.millrace.streams.StreamsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The keys on the pages are printed from their declarations: {@code -Dmillrace.docs.write=true} writes them. */
class KeysOnPagesTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void aPageSaysOfConnectorsWhatTheirDeclarationsSay() throws IOException {
        Map<String, ConfigDef.ConfigKey> any = new LinkedHashMap<>();
        for (PluginKind kind : List.of(PluginKind.SOURCE, PluginKind.SINK)) {
            any.putAll(ConnectorKeys.of(kind).configKeys());
        }

        says("connect.md", "file", new FileSourceConnector().config().configKeys());
        says("connect.md", "jdbc", new JdbcSinkConnector().config().configKeys());
        says("connect.md", "any", any);
    }

    @Test
    void aPageSaysOfStreamsWhatTheirDeclarationsSay() throws IOException {
        says("streams.md", "streams", StreamsConfig.configDef().configKeys());
    }

    private static void says(String file, String name, Map<String, ConfigDef.ConfigKey> keys) throws IOException {
        Path path = DOCS.resolve(file);
        String page = with(Files.readString(path), name, keys);
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(path, page);
        }

        assertThat(Files.readString(path)).isEqualTo(page);
    }

    private static String with(String page, String name, Map<String, ConfigDef.ConfigKey> keys) {
        String begin = "<!-- keys: " + name + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- end -->", from);
        assertThat(from).as(begin).isGreaterThanOrEqualTo(begin.length());
        return page.substring(0, from) + "\n" + table(keys) + "\n" + page.substring(to);
    }

    private static String table(Map<String, ConfigDef.ConfigKey> keys) {
        StringBuilder rows = new StringBuilder("| key | type | default | what it does |\n| --- | --- | --- | --- |\n");
        keys.values()
                .forEach(key -> rows.append("| `")
                        .append(key.name)
                        .append("` | ")
                        .append(key.type().toString().toLowerCase(Locale.ROOT))
                        .append(" | ")
                        .append(preset(key))
                        .append(" | ")
                        .append(key.documentation.replace("|", "\\|"))
                        .append(" |\n"));
        return rows.toString();
    }

    private static String preset(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "must be given";
        }
        if (key.name.equals(StreamsConfig.STATE_DIR_CONFIG)) {
            return "in the temporary directory";
        }
        String value = key.defaultValue == null ? "" : ConfigDef.convertToString(key.defaultValue, key.type());
        return value.isEmpty() ? "" : "`" + value + "`";
    }
}
