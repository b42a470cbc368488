package io.millrace.platform.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Key;
import io.millrace.broker.BrokerKeys;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityKeys;
import io.millrace.connect.ConnectKeys;
import io.millrace.registry.RegistryKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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

                `./millrace start --config FILE` takes the keys of log, registry and worker from one properties file; which part a
                key belongs to is told by its name. In a program, `Millrace.log().set(key, value)` sets one of the log.
                `./millrace node describe` shows what the log of a running node goes by, who set it, and what can be changed at
                run time; `./millrace node alter --config KEY=VALUE` changes that.

                ## From a server.properties or a schema-registry.properties

                A file that serves Apache Kafka or Confluent's registry serves here after a few lines less. These keys are refused, because what they say
                would not come true, and the refusal names what stands for them:

                %s
                These set up what there is no need for here; they are passed over, with a warning that names them: %s.

                ## The log

                %s
                ## The schema registry

                In `start`, `kafkastore.bootstrap.servers` is the log of the same process, or `--bootstrap`, unless given. The
                keys of TLS and SASL that stand under [clients](#clients) are the registry's too when `kafkastore.` stands before
                them: `kafkastore.security.protocol`.

                %s
                ## The connect worker

                In `start`, `bootstrap.servers` is the log of the same process, or `--bootstrap`, unless given; `plugin.path` is
                the distribution's `plugins`, the directories given with `--plugins`, and what stands here. File connectors read
                and write below `--files-root` only. The keys of TLS and SASL that stand under [clients](#clients) are the
                worker's too.

                %s
                ## Clients

                Millrace's own client, beneath streams, registry, connect and the commands, takes these. [Secured clusters](security.md)
                shows those of TLS and SASL at work.

                %s""".formatted(
                replaced(),
                StockKeys.passedOver().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                table(BrokerKeys.ALL),
                table(own(RegistryKeys.ALL, SecurityKeys.under(RegistryKeys.SECURITY_PREFIX))),
                table(own(ConnectKeys.ALL, SecurityKeys.ALL)),
                table(ClientKeys.ALL));
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String replaced() {
        StringBuilder rows = new StringBuilder("| key | here |\n| --- | --- |\n");
        StockKeys.replaced().forEach((name, instead) -> rows.append("| `%s` | %s |%n".formatted(name, instead)));
        return rows.toString();
    }

    private static List<? extends Key<?>> own(List<Key<?>> all, List<Key<?>> others) {
        List<String> names = others.stream().map(key -> key.name()).toList();
        return all.stream().filter(key -> !names.contains(key.name())).toList();
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
