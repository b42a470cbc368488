package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityConfig;
import io.millrace.connect.ConnectKeys;
import io.millrace.connect.Worker;
import io.millrace.connect.WorkerConfig;
import io.millrace.connect.http.ConnectRoutes;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.LogBuilder;
import io.millrace.embedded.Millrace;
import io.millrace.platform.pages.LogState;
import io.millrace.platform.pages.Pages;
import io.millrace.platform.pages.PagesSources;
import io.millrace.registry.Registry;
import io.millrace.registry.RegistryConfig;
import io.millrace.registry.RegistryKeys;
import io.millrace.registry.http.RegistryRoutes;
import io.millrace.rest.Door;
import io.millrace.rest.Edge;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One start of a node. The HTTP side warms up while the log recovers; registry and worker read their topics at the same
 * time; nothing listens before what stands behind it accepts work. One thread, once.
 */
final class NodeStart {
    private static final Set<String> JSON = Set.of("application/json");

    private final NodeBuilder wish;
    private final PartSettings settings;
    private final Parts parts = new Parts();

    NodeStart(NodeBuilder wish) {
        this.wish = wish;
        this.settings = PartSettings.of(wish.origin, wish.settings);
    }

    Node run() {
        try {
            return all();
        } catch (Refused e) {
            parts.close();
            throw e;
        } catch (IllegalStateException | IllegalArgumentException | CompletionException e) {
            parts.close();
            throw new Refused(2, oneLine(e));
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private Node all() {
        boolean http = wish.registry != null || wish.connect != null || wish.pages != null;
        // Two threads that find SLF4J uninitialised make it write about itself to standard error.
        LoggerFactory.getILoggerFactory();
        FutureTask<Edge> edge = http ? Aside.begin("edge", this::edge) : null;
        EmbeddedLog log = wish.bootstrap == null ? log() : null;
        String servers = log != null
                ? log.inProcessServers()
                : reachable(String.valueOf(wish.bootstrap), SecurityConfig.of(wish.security));
        String kafka = log != null && wish.kafka != null ? log.bootstrapServers() : null;
        if (edge == null) {
            return new Node(servers, wish.topologies, new Node.Urls(kafka, null, null, null), parts);
        }
        FutureTask<@Nullable String> registering = Aside.begin("registry", () -> registry(edge, servers));
        String connect = null;
        String registry;
        try {
            connect = connect(edge, servers);
        } finally {
            registry = Aside.await(registering);
        }
        String pages = pages(Aside.await(edge), servers, registry, connect);
        return new Node(servers, wish.topologies, new Node.Urls(kafka, registry, connect, pages), parts);
    }

    private Edge edge() {
        Edge edge = Edge.start();
        parts.edge = edge;
        return edge;
    }

    private EmbeddedLog log() {
        LogBuilder builder = Millrace.log().set(settings.log());
        if (wish.data != null) {
            DataDirectory.prepare(wish.data);
            builder.dataDirectory(wish.data);
        }
        Endpoint at = wish.kafka;
        try {
            EmbeddedLog log = Launch.log(at == null ? builder.inProcessOnly() : builder.kafka(at));
            parts.log = log;
            return log;
        } catch (Refused e) {
            throw at != null && String.valueOf(e.getMessage()).contains("cannot listen") ? unbound(at, e) : e;
        }
    }

    /** The system's words, in those of the other parts. */
    private static Refused unbound(Endpoint at, Refused e) {
        String said = String.valueOf(e.getMessage());
        return new Refused(
                2,
                said.contains("in use")
                        ? "--kafka: cannot listen on " + at
                                + ": the address is in use; stop what listens there, or choose another port"
                        : "--kafka: " + said);
    }

    private @Nullable String registry(FutureTask<Edge> edge, String servers) {
        Endpoint at = wish.registry;
        if (at == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>(settings.registry());
        values.putIfAbsent(RegistryKeys.BOOTSTRAP_SERVERS.name(), servers);
        wish.security.forEach((key, value) -> values.putIfAbsent(RegistryKeys.SECURITY_PREFIX + key, value));
        RegistryConfig config = RegistryConfig.from(Settings.of(values, RegistryKeys.ALL));
        Door door = new Door(
                "--registry", at, () -> Aside.await(edge), RegistryRoutes.ANSWER_TYPE, RegistryRoutes.WRITE_TYPES);
        Registry registry = Registry.start(config.advertised(door.at()));
        parts.registry = registry;
        return url(door.open(
                router -> RegistryRoutes.mount(router, Aside.await(edge).vertx(), registry)));
    }

    private @Nullable String connect(FutureTask<Edge> edge, String servers) {
        Endpoint at = wish.connect;
        if (at == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>(settings.connect());
        values.putIfAbsent(ClientKeys.BOOTSTRAP_SERVERS.name(), servers);
        wish.security.forEach(values::putIfAbsent);
        values.putIfAbsent(ConnectKeys.ADVERTISED_HOST.name(), at.host());
        Door door = new Door("--connect", at, () -> Aside.await(edge), "application/json", JSON);
        values.putIfAbsent(
                ConnectKeys.ADVERTISED_PORT.name(), Integer.toString(door.at().port()));
        values.merge(
                ConnectKeys.PLUGIN_PATH.name(), pluginPath(), (own, more) -> more.isEmpty() ? own : own + "," + more);
        Worker worker = Worker.start(WorkerConfig.from(Settings.of(values, ConnectKeys.ALL)));
        parts.worker = worker;
        return url(door.open(router -> ConnectRoutes.mount(router, worker)));
    }

    private @Nullable String pages(Edge edge, String servers, @Nullable String registry, @Nullable String connect) {
        Endpoint at = wish.pages;
        if (at == null) {
            return null;
        }
        PagesSources sources = PagesSources.of(servers)
                .secured(SecurityConfig.of(wish.security))
                .topologies(wish.topologies);
        EmbeddedLog log = parts.log;
        if (log != null) {
            sources = sources.log(new LogState(log::failure, log::shortage));
        }
        if (registry != null) {
            sources = sources.registry(URI.create(registry));
        }
        if (connect != null) {
            Key<String> topic = ConnectKeys.CONFIG_TOPIC;
            sources = sources.connect(
                    URI.create(connect), settings.connect().getOrDefault(topic.name(), topic.fallback()));
        }
        Pages pages = Pages.start(edge, at, sources);
        parts.pages = pages;
        return url(pages.endpoint());
    }

    private String pluginPath() {
        return wish.plugins.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    /** The servers, when one of them answers: whatever else runs here could say less well that none does. */
    private static String reachable(String servers, SecurityConfig security) {
        Reachable.check(servers, security);
        return servers;
    }

    private static String url(Endpoint at) {
        return "http://" + at;
    }

    private static String oneLine(Throwable failure) {
        Throwable said =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = said.getMessage();
        return (message == null ? said.toString() : message).strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
