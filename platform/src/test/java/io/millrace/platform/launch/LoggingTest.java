package io.millrace.platform.launch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void whatIsOrdinaryIsNotSaidUnlessAskedFor() {
        new Logging().configure(context);

        assertThat(context.getLogger("io.millrace.Any").isWarnEnabled()).isTrue();
        assertThat(context.getLogger("org.apache.kafka.Any").isInfoEnabled()).isFalse();
    }

    @Test
    void anEventIsOneLineAndAFailureOneMoreACause() {
        Exception failure = new IllegalStateException("outer", new java.io.IOException("inner"));
        LoggingEvent event = new LoggingEvent(
                "test",
                context.getLogger("io.millrace.storage.Journal"),
                Level.WARN,
                "full: {}",
                failure,
                new Object[] {7});

        String[] lines = new LogLine().doLayout(event).split(System.lineSeparator());

        assertThat(lines[0]).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  Journal - full: 7");
        assertThat(lines[1]).startsWith("java.lang.IllegalStateException: outer ");
        assertThat(lines[2]).startsWith("java.io.IOException: inner ");
        assertThat(lines).hasSize(3);
    }
}
