package io.millrace.platform.pages;

import io.millrace.client.config.SecurityConfig;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, and where that is asked: each part by the interface that it offers to everybody, so that a part of
 * another process is shown just as well. <i>Immutable.</i>
 *
 * @param bootstrapServers of the log; {@code inprocess:<id>} for one of this JVM
 * @param security how connections to them are secured
 * @param shownServers how people reach the log
 * @param registry where a schema registry answers, or null
 * @param connect where a connect worker answers, or null
 * @param topologies jobs that run in this process
 * @param log how the log of this process is
 * @param secretTopics topics whose records are never shown, since they carry connectors' passwords
 */
public record PagesSources(
        String bootstrapServers,
        SecurityConfig security,
        String shownServers,
        @Nullable URI registry,
        @Nullable URI connect,
        Topologies topologies,
        LogState log,
        Set<String> secretTopics) {
    private static final String USUALLY_SECRET = "connect-configs";

    /** Copies the set. */
    public PagesSources {
        secretTopics = Set.copyOf(secretTopics);
    }

    /** A log alone. */
    public static PagesSources of(String bootstrapServers) {
        return new PagesSources(
                bootstrapServers,
                SecurityConfig.PLAINTEXT,
                bootstrapServers,
                null,
                null,
                new Topologies(),
                LogState.ELSEWHERE,
                Set.of(USUALLY_SECRET));
    }

    /** A log whose connections are secured so. */
    public PagesSources secured(SecurityConfig by) {
        return new PagesSources(bootstrapServers, by, shownServers, registry, connect, topologies, log, secretTopics);
    }

    /** A log that people reach by another address than the page does. */
    public PagesSources shown(String servers) {
        return new PagesSources(bootstrapServers, security, servers, registry, connect, topologies, log, secretTopics);
    }

    /** And this registry. */
    public PagesSources registry(URI at) {
        return new PagesSources(bootstrapServers, security, shownServers, at, connect, topologies, log, secretTopics);
    }

    /** And this worker, which keeps connectors' configs in that topic. */
    public PagesSources connect(URI at, String configTopic) {
        Set<String> secret = new HashSet<>(secretTopics);
        secret.add(configTopic);
        return new PagesSources(bootstrapServers, security, shownServers, registry, at, topologies, log, secret);
    }

    /** And the jobs of this process. */
    public PagesSources topologies(Topologies jobs) {
        return new PagesSources(bootstrapServers, security, shownServers, registry, connect, jobs, log, secretTopics);
    }

    /** And how the log of this process is. */
    public PagesSources log(LogState of) {
        return new PagesSources(
                bootstrapServers, security, shownServers, registry, connect, topologies, of, secretTopics);
    }
}
