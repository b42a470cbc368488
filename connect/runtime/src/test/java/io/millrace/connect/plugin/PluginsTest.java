package io.millrace.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.tiny.Jars;
import io.millrace.connect.tiny.TinySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    private static final ClassLoader APPLICATION = PluginsTest.class.getClassLoader();

    @TempDir
    Path path;

    @Test
    void whatServiceFilesNameIsFoundByNameAndByAlias() {
        Plugins plugins = Plugins.scan(List.of(Jars.tiny(path)), APPLICATION);

        PluginInfo found = plugins.find("TinySource", PluginKind.SOURCE, null).info();

        assertThat(found.className()).isEqualTo(TinySource.class.getName());
        assertThat(found.version()).isEqualTo("1.4.2");
        assertThat(plugins.findConnector("io.millrace.connect.tiny.TinySink", null)
                        .info()
                        .kind())
                .isEqualTo(PluginKind.SINK);
    }

    @Test
    void aJarWithoutServiceFilesIsFoundByItsClassFiles() {
        Plugins plugins = Plugins.scan(List.of(Jars.pack(path, "bare", Map.of())), APPLICATION);

        assertThat(plugins.list().stream().filter(p -> p.className().contains("tiny")))
                .extracting(PluginInfo::kind)
                .containsExactly(PluginKind.SOURCE, PluginKind.SINK);
        assertThat(plugins.diagnose()).anyMatch(line -> line.contains("TinySource") && line.contains("META-INF"));
    }

    @Test
    void aPluginHasItsOwnClassesAndSharesOnlyTheContract() throws Exception {
        Plugins plugins = Plugins.scan(List.of(Jars.tiny(path)), APPLICATION);
        PluginClass source = plugins.find("TinySource", PluginKind.SOURCE, null);

        Class<?> loaded = source.load();

        assertThat(loaded).isNotSameAs(TinySource.class);
        assertThat(SourceConnector.class).isAssignableFrom(loaded);
        assertThat(source.version()).isEqualTo("7.7");
        ClassLoader loader = source.loader();
        assertThat(loader.loadClass("org.apache.kafka.connect.json.JsonConverter"))
                .isNotNull();
        for (String hidden : List.of(
                "io.millrace.base.Check",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "io.vertx.core.Vertx",
                PluginsTest.class.getName())) {
            assertThatThrownBy(() -> loader.loadClass(hidden)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void serviceFilesOfTheWorkerAreNotSeen() throws Exception {
        Plugins plugins = Plugins.scan(List.of(Jars.tiny(path)), APPLICATION);
        ClassLoader loader = plugins.find("TinySource", PluginKind.SOURCE, null).loader();
        String jackson = "META-INF/services/com.fasterxml.jackson.databind.Module";

        assertThat(Collections.list(APPLICATION.getResources(jackson))).isNotEmpty();
        assertThat(Collections.list(loader.getResources(jackson))).isEmpty();
        assertThat(loader.getResource(jackson)).isNull();
    }

    @Test
    void whatCannotBeReadHidesNothingElse() throws Exception {
        Jars.tiny(path);
        Files.writeString(path.resolve("broken.jar"), "no jar");
        Jars.pack(path, "wrong", Map.of("META-INF/services/" + SourceConnector.class.getName(), "no.such.Connector\n"));

        Plugins plugins = Plugins.scan(List.of(path.resolve("absent"), path), APPLICATION);

        assertThat(plugins.find("TinySink", PluginKind.SINK, null)).isNotNull();
        assertThat(plugins.diagnose()).anyMatch(line -> line.contains("broken.jar"));
        assertThat(plugins.diagnose()).anyMatch(line -> line.contains("absent"));
        assertThatThrownBy(() -> plugins.find("no.such.Connector", PluginKind.SOURCE, null)
                        .load())
                .isInstanceOf(NoSuchPlugin.class)
                .hasMessageContaining("no.such.Connector");
    }

    @Test
    void theApplicationsOwnPluginsAreThere() {
        Plugins plugins = Plugins.scan(List.of(), APPLICATION);

        assertThat(plugins.find("Json", PluginKind.CONVERTER, null).info().className())
                .isEqualTo("org.apache.kafka.connect.json.JsonConverter");
        assertThat(plugins.find("StringConverter", PluginKind.CONVERTER, null)).isNotNull();
        assertThat(plugins.find("ExtractField$Key", PluginKind.TRANSFORMATION, null))
                .isNotNull();
        assertThat(plugins.list().stream().filter(p -> p.kind() == PluginKind.TRANSFORMATION))
                .hasSizeGreaterThan(20);
    }

    @Test
    void anUnknownNameIsRefusedWithWhatThereIs() {
        Plugins plugins = Plugins.scan(List.of(Jars.tiny(path)), APPLICATION);

        assertThatThrownBy(() -> plugins.findConnector("Tinny", null))
                .hasMessageContaining("source or sink")
                .hasMessageContaining(TinySource.class.getName());
        assertThatThrownBy(() -> plugins.find("TinySource", PluginKind.SOURCE, "[2,3)"))
                .hasMessageContaining("[2,3)")
                .hasMessageContaining("1.4.2");
        assertThat(plugins.find("TinySource", PluginKind.SOURCE, "[1.4,2)")).isNotNull();
    }

    @Test
    void versionsAreOrderedAsPeopleMeanThem() {
        assertThat(Versions.within("1.10.0", "[1.9,2)")).isTrue();
        assertThat(Versions.within("2.0", "[1.9,2)")).isFalse();
        assertThat(Versions.within("1.0.0-rc1", "[1.0.0,)")).isFalse();
        assertThat(Versions.within("3.3.1.Final", "[3.3.1,)")).isTrue();
        assertThat(Versions.within("1.2", "1.2")).isTrue();
    }
}
