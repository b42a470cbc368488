package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LifeTest {
    @Test
    void nothingIsLeftOfALogThatWasClosed() {
        EmbeddedLog log = Millrace.log().inMemory().start();
        String bootstrap = log.bootstrapServers();
        String inProcess = log.inProcessServers();
        Stock.produce(bootstrap, "t", 0, 10);

        log.close();
        log.close();

        Endpoint endpoint = Endpoint.parse(bootstrap);
        assertThatThrownBy(() -> new Socket(endpoint.host(), endpoint.port()).close())
                .isInstanceOf(ConnectException.class);
        assertThat(InProcess.find(inProcess)).isNull();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName))
                .noneMatch(name -> name.startsWith("millrace-"));
    }

    @Test
    void aTakenPortIsNamedAndNothingStarts(@TempDir Path directory) {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Endpoint taken = Endpoint.parse(log.bootstrapServers());

            assertThatThrownBy(() ->
                            Millrace.log().dataDirectory(directory).kafka(taken).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(taken.toString());
        }
        // The directory is free again.
        Millrace.log().dataDirectory(directory).start().close();
    }

    @Test
    void aDirectoryInUseIsNamed(@TempDir Path directory) {
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            assertThat(log.inProcessServers()).startsWith(Endpoint.IN_PROCESS);

            assertThatThrownBy(() -> Millrace.log().dataDirectory(directory).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void anUnknownSettingIsNamed() {
        assertThatThrownBy(() -> Millrace.log().set("num.partition", "3").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("num.partition");
    }

    @Test
    void aLogWithoutAPortIsReachedInProcessOnly() {
        try (EmbeddedLog log = Millrace.log().inProcessOnly().named("portless").start()) {
            assertThat(log.inProcessServers()).isEqualTo("inprocess:portless");
            assertThat(InProcess.find("inprocess:portless")).isNotNull();
            assertThatThrownBy(log::bootstrapServers).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() ->
                            Millrace.log().inProcessOnly().named("portless").start())
                    .hasMessageContaining("portless");
        }
    }

    @Test
    void settingsReachTheNode() {
        try (EmbeddedLog log = Millrace.log().set(Map.of("num.partitions", "5")).start()) {
            Stock.produce(log.bootstrapServers(), "auto", 0, 1);
            try (var admin = Stock.admin(log.bootstrapServers())) {
                assertThat(Stock.get(admin.describeTopics(List.of("auto")).allTopicNames())
                                .get("auto")
                                .partitions())
                        .hasSize(5);
            }
        }
    }
}
