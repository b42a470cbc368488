package io.millrace.platform.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Key;
import io.millrace.broker.BrokerKeys;
import io.millrace.client.config.ClientKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of keys is printed from their declarations: {@code -Dsurefire.argLine=-Dmillrace.docs.write=true} writes it. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageSaysWhatTheDeclarationsSay() throws IOException {
        String page = """
                # Configuration

                Each key is one declaration in the code, and this page is printed from them. Names are Kafka's where Kafka has
                one. An unknown key, or a value that its key does not take, is refused by name.

                ## The node

                `./millrace start --config FILE` takes these from a properties file, `Millrace.log().set(key, value)` one by one.

                %s
                ## Clients

                Millrace's own client, beneath streams and the commands, takes these.

                %s""".formatted(table(BrokerKeys.ALL), table(ClientKeys.ALL));
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String table(List<? extends Key<?>> keys) {
        StringBuilder rows =
                new StringBuilder("| key | type | default | takes | what it does |\n| --- | --- | --- | --- | --- |\n");
        for (Key<?> key : keys) {
            rows.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(
                            key.name(),
                            key.type(),
                            key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`",
                            key.expects().replace("|", "\\|"),
                            key.says().replace("|", "\\|")));
        }
        return rows.toString();
    }
}
