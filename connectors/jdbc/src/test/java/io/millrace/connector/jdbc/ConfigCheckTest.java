package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;

/** What is said of configurations. */
class ConfigCheckTest {
    private static final Map<String, String> GOOD = Map.of(
            "connection.url", "jdbc:postgresql://db/shop", "topics", "orders", "tasks.max", "3", "transforms", "x");

    private final JdbcSinkConnector connector = new JdbcSinkConnector();

    @Test
    void aGoodConfigurationHasNoErrors() {
        assertThat(errors(Map.of())).isEmpty();
        assertThat(errors(Map.of("insert.mode", "UPSERT", "pk.mode", "Record_Key", "delete.enabled", "true")))
                .isEmpty();
    }

    @Test
    void everyBadKeyIsNamedAtOnceWithWhatItMayBe() {
        var errors = errors(Map.of(
                "connection.url", "mysql://root:marker@db/shop",
                "insert.mode", "merge",
                "pk.mode", "keys",
                "batch.size", "many",
                "max.retries", "-1",
                "db.timezone", "Mars/Olympus",
                "table.name.format", "a.b.c",
                "pk.fields", "id,id",
                "auto.create", "perhaps",
                "conection.password", "marker"));

        assertThat(errors.keySet())
                .containsExactly(
                        "auto.create",
                        "batch.size",
                        "conection.password",
                        "connection.url",
                        "db.timezone",
                        "insert.mode",
                        "max.retries",
                        "pk.fields",
                        "pk.mode",
                        "table.name.format");
        assertThat(errors.get("insert.mode").toString()).contains("must be one of insert, upsert");
        assertThat(errors.get("connection.url").toString()).contains("jdbc:postgresql://HOST:PORT/DATABASE");
        assertThat(errors.toString()).doesNotContain("marker");
    }

    @Test
    void aMisspeltKeyIsToldTheRightOne() {
        assertThat(errors(Map.of("insert.mod", "upsert")).get("insert.mod").toString())
                .contains("did you mean insert.mode?");
    }

    @Test
    void keysThatContradictEachOtherAreNamed() {
        assertThat(errors(Map.of("insert.mode", "upsert"))).containsOnlyKeys("pk.mode");
        assertThat(errors(Map.of("pk.fields", "id"))).containsOnlyKeys("pk.fields");
        assertThat(errors(Map.of("pk.mode", "kafka", "pk.fields", "a,b"))).containsOnlyKeys("pk.fields");
        assertThat(errors(Map.of("pk.mode", "record_value", "delete.enabled", "true")))
                .containsOnlyKeys("delete.enabled");
    }

    @Test
    void aMissingUrlIsNamed() {
        var properties = new HashMap<>(GOOD);
        properties.remove("connection.url");

        assertThat(connector.validate(properties).configValues())
                .filteredOn(v -> !v.errorMessages().isEmpty())
                .extracting(ConfigValue::name)
                .containsExactly("connection.url");
    }

    @Test
    void passwordsOfUrlAndConfigurationAreBlottedOut() {
        var secrets = new Secrets(JdbcSinkConfig.from(Map.of(
                "connection.url", "jdbc:postgresql://db/shop?user=me&password=mark%3Aer&sslpassword=marker-3",
                "connection.password", "marker-1")));

        assertThat(secrets.clean("a mark%3Aer b mark:er c marker-1 d marker-3 e"))
                .isEqualTo("a [hidden] b [hidden] c [hidden] d [hidden] e");
    }

    @Test
    void everyTaskGetsTheWholeConfiguration() {
        connector.start(GOOD);

        assertThat(connector.taskConfigs(3)).isEqualTo(List.of(GOOD, GOOD, GOOD));
        assertThat(Task.class).isAssignableFrom(connector.taskClass());
        assertThat(java.util.ServiceLoader.load(SinkConnector.class))
                .hasAtLeastOneElementOfType(JdbcSinkConnector.class);
    }

    private Map<String, List<String>> errors(Map<String, String> changes) {
        var properties = new HashMap<>(GOOD);
        properties.putAll(changes);
        var errors = new TreeMap<String, List<String>>();
        for (ConfigValue value : connector.validate(properties).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }
}
