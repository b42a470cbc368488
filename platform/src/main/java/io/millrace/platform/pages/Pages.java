package io.millrace.platform.pages;

import io.millrace.base.Endpoint;
import io.millrace.rest.Edge;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The page of this process, read-only. It asks nothing while nobody looks, and is hardly there before somebody does.
 * <i>Any thread.</i>
 */
public final class Pages implements AutoCloseable {
    private final Endpoint endpoint;
    private final Site site;

    private Pages(Endpoint endpoint, Site site) {
        this.endpoint = endpoint;
        this.site = site;
    }

    /**
     * Listens; port 0 takes a free one.
     *
     * @throws IllegalStateException naming the address, when it is taken or not of this machine
     */
    public static Pages start(Edge edge, Endpoint at, PagesSources sources) {
        Site site = new Site(edge.vertx(), sources);
        Router router = edge.router("application/json", Set.of("application/json"), Set.of(at.host()));
        new HealthRoutes(sources.log()).mount(router);
        router.get().handler(context -> site.router().handleContext(context));
        return new Pages(edge.listen("--pages", at, router), site);
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** For tests: how many look, and whether the log is being asked. */
    String state() {
        return site.state();
    }

    /** Ends what it asks; its address is closed with the edge. */
    @Override
    public void close() {
        site.close();
    }

    /** What is behind the address, made when the first one looks. Its lock guards that. */
    private static final class Site {
        private final Vertx vertx;
        private final PagesSources sources;
        private @Nullable Looking looking;
        private @Nullable Router router;
        private boolean closed;

        Site(Vertx vertx, PagesSources sources) {
            this.vertx = vertx;
            this.sources = sources;
        }

        synchronized Router router() {
            Router made = router;
            if (made == null) {
                made = Router.router(vertx);
                router = made;
                if (!closed) {
                    Looking opened = new Looking(vertx, sources);
                    looking = opened;
                    new PageRoutes(vertx, opened).mount(made);
                }
            }
            return made;
        }

        synchronized String state() {
            Looking opened = looking;
            return opened == null ? "nobody looked yet" : opened.live().looking() + " " + opened.asking();
        }

        void close() {
            Looking opened;
            synchronized (this) {
                closed = true;
                opened = looking;
                looking = null;
            }
            if (opened != null) {
                opened.close();
            }
        }
    }
}
