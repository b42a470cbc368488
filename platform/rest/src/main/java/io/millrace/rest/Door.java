package io.millrace.rest;

import io.millrace.base.Endpoint;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a part will answer, known before the part is there: others of its cluster are told the address when it starts. A
 * port that was named is opened when the part accepts work; a free one is taken at once, since nobody can know it before,
 * and answers 503 until then. One thread.
 */
public final class Door {
    private final String flag;
    private final Supplier<Edge> edge;
    private final String answerType;
    private final Set<String> writeTypes;
    private final Endpoint at;
    private final @Nullable Router early;
    private final @Nullable Route closed;

    /** At the wished address; the edge is asked for when something listens. */
    public Door(String flag, Endpoint wish, Supplier<Edge> edge, String answerType, Set<String> writeTypes) {
        this.flag = flag;
        this.edge = edge;
        this.answerType = answerType;
        this.writeTypes = writeTypes;
        if (wish.port() != 0) {
            at = wish;
            early = null;
            closed = null;
            return;
        }
        Router router = router(wish);
        closed = router.route().handler(context -> ErrorAnswers.fail(context, 503, "it is starting"));
        early = router;
        at = edge.get().listen(flag, wish, router);
    }

    /** The address, its port known. */
    public Endpoint at() {
        return at;
    }

    /** Lets requests in, to the routes that are mounted. */
    public Endpoint open(Consumer<Router> mount) {
        if (early == null || closed == null) {
            Router router = router(at);
            mount.accept(router);
            return edge.get().listen(flag, at, router);
        }
        mount.accept(early);
        closed.remove();
        return at;
    }

    private Router router(Endpoint called) {
        return edge.get().router(answerType, writeTypes, Set.of(called.host()));
    }
}
