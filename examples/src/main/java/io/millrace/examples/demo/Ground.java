package io.millrace.examples.demo;

import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Node;
import io.millrace.platform.launch.NodeBuilder;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the pipeline runs on: log, registry and connect in this process, and a database. One thread, but for close. */
final class Ground implements AutoCloseable {
    /** Connectors write their positions so often: what the demo waits for. */
    private static final String FLUSH_MS = "200";

    private final Lock lock;
    private final CompletableFuture<@Nullable OwnPostgres> postgres;
    private final @Nullable Database given;
    private final Node node;
    private final Thread atExit = new Thread(this::closeOnce, "demo-stop");
    private volatile Runnable first = () -> {};
    private boolean closed;

    private Ground(Lock lock, CompletableFuture<@Nullable OwnPostgres> postgres, @Nullable Database given, Node node) {
        this.lock = lock;
        this.postgres = postgres;
        this.given = given;
        this.node = node;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it; the database starts beside and is waited for when it is asked for. */
    static Ground open(DemoPlan plan, PrintStream err) {
        DataDirectory.prepare(plan.data());
        // Before two threads find it unmade at once.
        LoggerFactory.getILoggerFactory();
        Lock lock = Lock.of(plan.data());
        CompletableFuture<@Nullable OwnPostgres> postgres = plan.database() == null
                ? CompletableFuture.supplyAsync(
                        () -> OwnPostgres.start(
                                plan.data().resolve("postgresql").toAbsolutePath()),
                        work -> new Thread(work, "demo-postgresql").start())
                : CompletableFuture.completedFuture(null);
        try {
            long began = System.nanoTime();
            Ports ports = Ports.of(plan.data());
            Node node = node(plan, ports).start();
            ports.keep(String.valueOf(node.registryUrl()), String.valueOf(node.connectUrl()));
            err.printf(
                    "%s: registry at %s, connect at %s, ready in %d ms%n",
                    plan.bootstrap() == null
                            ? "log in this process, data in " + plan.data().toAbsolutePath()
                            : "log: the cluster at " + plan.bootstrap(),
                    node.registryUrl(),
                    node.connectUrl(),
                    (System.nanoTime() - began) / 1_000_000);
            return new Ground(lock, postgres, plan.database(), node);
        } catch (RuntimeException | Error e) {
            end(postgres);
            lock.close();
            throw e;
        }
    }

    private static NodeBuilder node(DemoPlan plan, Ports ports) {
        // Connectors are plug-ins that know nothing of us: they read it from the system's properties.
        System.setProperty("millrace.files.root", absolute(plan.files()) + File.pathSeparator + absolute(plan.data()));
        NodeBuilder builder = Node.builder()
                .registry(ports.endpoint("registry"))
                .connect(ports.endpoint("connect"))
                .set("offset.flush.interval.ms", FLUSH_MS);
        if (plan.bootstrap() != null) {
            builder.bootstrap(plan.bootstrap()).client(plan.client());
        } else {
            builder.dataDirectory(plan.data().resolve("log"));
        }
        if (plan.kafka() != null) {
            builder.kafka(plan.kafka());
        }
        if (plan.pages() != null) {
            builder.pages(plan.pages());
        }
        return builder;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    Node node() {
        return node;
    }

    /** What is closed before all others, even when the process is told to end. */
    void closeFirst(Runnable job) {
        first = job;
    }

    /** The registry, which always runs here. */
    String registryUrl() {
        return String.valueOf(node.registryUrl());
    }

    /** The worker, which always runs here. */
    String connectUrl() {
        return String.valueOf(node.connectUrl());
    }

    /** The database, when it accepts work. */
    Database database() {
        try {
            OwnPostgres own = postgres.join();
            return own == null ? java.util.Objects.requireNonNull(given) : own.database();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closeOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyGoingDown) {
            // The hook itself does it, or has done it.
        }
    }

    private synchronized void closeOnce() {
        if (!closed) {
            closed = true;
            first.run();
            node.close();
            end(postgres);
            lock.close();
        }
    }

    private static void end(CompletableFuture<@Nullable OwnPostgres> postgres) {
        OwnPostgres own = postgres.exceptionally(neverStarted -> null).join();
        if (own != null) {
            own.close();
        }
    }
}
