package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import io.millrace.rest.Edge;
import io.millrace.rest.ErrorAnswers;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a part will answer, known before the part is there: others of its cluster are told the address when it starts. A
 * port that was named is opened when the part accepts work; a free one is taken at once, since nobody can know it before,
 * and answers 503 until then. One thread.
 */
final class Door {
    private final String flag;
    private final FutureTask<Edge> edge;
    private final String answerType;
    private final Set<String> writeTypes;
    private final Endpoint at;
    private final @Nullable Router early;
    private final @Nullable Route closed;

    Door(String flag, Endpoint wish, FutureTask<Edge> edge, String answerType, Set<String> writeTypes) {
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
        at = Aside.await(edge).listen(flag, wish, router);
    }

    /** The address, its port known. */
    Endpoint at() {
        return at;
    }

    /** Lets requests in, to the routes that are mounted. */
    Endpoint open(Consumer<Router> mount) {
        if (early == null || closed == null) {
            Router router = router(at);
            mount.accept(router);
            return Aside.await(edge).listen(flag, at, router);
        }
        mount.accept(early);
        closed.remove();
        return at;
    }

    private Router router(Endpoint called) {
        return Aside.await(edge).router(answerType, writeTypes, Set.of(called.host()));
    }
}
