package io.millrace.platform.pages;

import io.millrace.platform.pages.ask.HttpJson;
import io.millrace.platform.pages.ask.LogAsk;
import io.millrace.platform.pages.ask.RegistryAsk;
import io.millrace.platform.pages.ask.Sampler;
import io.millrace.platform.pages.ask.TopicAsk;
import io.millrace.platform.pages.ask.WorkerAsk;
import io.vertx.core.Vertx;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** All that looking takes: made when the first one looks, so that a node's start need not wait for it. <i>Any thread.</i> */
final class Looking implements AutoCloseable {
    private static final int IDLE_CHECK_MS = 10_000;

    private final Vertx vertx;
    private final Assets assets = new Assets();
    private final LogAsk log;
    private final @Nullable RegistryAsk registry;
    private final TopicAsk topics;
    private final Sampler sampler;
    private final Live live;
    private final long idleCheck;

    Looking(Vertx vertx, PagesSources sources) {
        this.vertx = vertx;
        HttpJson http = new HttpJson();
        URI registryUrl = sources.registry();
        URI connectUrl = sources.connect();
        log = new LogAsk(sources.bootstrapServers(), sources.security());
        registry = registryUrl == null ? null : new RegistryAsk(http, registryUrl);
        topics = new TopicAsk(log, registry, sources.secretTopics());
        sampler = new Sampler(
                sources.shownServers(),
                log,
                registryUrl,
                registry,
                connectUrl,
                connectUrl == null ? null : new WorkerAsk(http, connectUrl),
                sources.topologies()::observe);
        live = new Live(vertx, () -> sampler.now().thenApply(PageRoutes::json));
        idleCheck = vertx.setPeriodic(IDLE_CHECK_MS, tick -> vertx.executeBlocking(log::closeWhenIdle, false));
    }

    Assets assets() {
        return assets;
    }

    @Nullable
    RegistryAsk registry() {
        return registry;
    }

    TopicAsk topics() {
        return topics;
    }

    Sampler sampler() {
        return sampler;
    }

    Live live() {
        return live;
    }

    /** For tests: whether it has a client of the log. */
    boolean asking() {
        return log.open();
    }

    @Override
    public void close() {
        vertx.cancelTimer(idleCheck);
        live.stop();
        log.close();
    }
}
