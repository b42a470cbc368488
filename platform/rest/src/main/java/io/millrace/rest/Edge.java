package io.millrace.rest;

import io.millrace.base.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of a process: registry, connect and pages listen through one Vert.x, each at its own address. Handlers run
 * on its event loop and never block. <i>Any thread.</i>
 */
public final class Edge implements AutoCloseable {
    /** A request with a larger body is refused (413). */
    public static final int MAX_BODY_BYTES = 10 << 20;

    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 8;
    private static final int IDLE_SECONDS = 120;
    private static final int MAX_HEADER_BYTES = 32 << 10;
    private static final int MAX_LINE_BYTES = 16 << 10;
    private static final long PATIENCE_SECONDS = 20;

    private static final long BODY_PATIENCE_MS = 60_000;

    private final BodyBudget bodies = BodyBudget.ofHeap(BODY_PATIENCE_MS);
    private final Vertx vertx;

    private Edge(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts the loops; nothing listens yet. */
    public static Edge start() {
        // Nothing here looks up a name through Vert.x, and reading the resolver's configuration takes time.
        System.setProperty("vertx.disableDnsResolver", "true");
        return new Edge(Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(2)
                .setPreferNativeTransport(true)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))));
    }

    /** For timers and for blocking work off the loop. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * A router that lets through only what the {@link Guard} does, has bodies read, and answers every error as JSON of
     * {@code error_code} and {@code message}.
     *
     * @param answerType the content type of its errors
     * @param writeTypes the media types that a body may have
     * @param hostNames names besides localhost and plain addresses by which this server is called
     */
    public Router router(String answerType, Set<String> writeTypes, Set<String> hostNames) {
        Router router = Router.router(vertx);
        // Whatever answers GET answers HEAD; the server leaves the body out.
        router.head()
                .handler(context ->
                        context.reroute(HttpMethod.GET, context.request().uri()));
        // Routes of their own: on one, the body's reader would have to come before the guard.
        router.route().handler(new Guard(writeTypes, hostNames));
        router.route().handler(bodies);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        router.route().handler(BodyBudget::arrived);
        router.route().failureHandler(Edge::leaveWhoIsGone);
        ErrorAnswers.mount(router, answerType);
        return router;
    }

    /** Who went away in the middle of a body is answered nothing, and it is no fault of ours to tell. */
    private static void leaveWhoIsGone(RoutingContext context) {
        if (!(context.failure() instanceof HttpClosedException)) {
            context.next();
        }
    }

    /**
     * Listens; port 0 takes a free one.
     *
     * @param flag what people call this address, for the message
     * @return where it listens
     * @throws IllegalStateException naming the address, when it is taken or not of this machine
     */
    public Endpoint listen(String flag, Endpoint at, Router router) {
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost(at.host())
                            .setPort(at.port())
                            .setIdleTimeout(IDLE_SECONDS)
                            .setMaxHeaderSize(MAX_HEADER_BYTES)
                            .setMaxInitialLineLength(MAX_LINE_BYTES)
                            .setCompressionSupported(false))
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Endpoint(at.host(), server.actualPort());
        } catch (java.util.concurrent.ExecutionException | CompletionException e) {
            throw new IllegalStateException(flag + ": cannot listen on " + at + ": " + reason(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(flag + ": cannot listen on " + at + ": no answer from the system", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(flag + ": interrupted while opening " + at, e);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        // The native transport has an exception of its own for what BindException is to Java's.
        String said = String.valueOf(failure.getMessage());
        if (said.contains("in use")) {
            return "the address is in use; stop what listens there, or choose another port";
        }
        if (failure instanceof BindException || said.contains("assign requested address")) {
            return "it is no address of this machine";
        }
        return said;
    }

    /** Closes every server and ends the loops; requests on the way are cut. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP servers did not close: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
