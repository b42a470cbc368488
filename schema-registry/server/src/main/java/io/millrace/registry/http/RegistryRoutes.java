package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.millrace.registry.RegistryKeys;
import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Set;

/** Confluent's REST interface of a registry, and what is ours beside it. <i>Any thread.</i> */
public final class RegistryRoutes {
    /** The content type of its answers, unless another is asked for. */
    public static final String ANSWER_TYPE = "application/vnd.schemaregistry.v1+json";
    /** The media types that a body may have. */
    public static final Set<String> WRITE_TYPES =
            Set.of(ANSWER_TYPE, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream");

    private RegistryRoutes() {}

    /** Adds the routes to a router of the edge that was made with {@link #ANSWER_TYPE} and {@link #WRITE_TYPES}. */
    public static void mount(Router router, Vertx vertx, Registry registry) {
        int maxBody = registry.config().maxBodyBytes();
        router.route().handler(context -> {
            if (context.body().length() > maxBody) {
                ErrorAnswers.fail(
                        context,
                        413,
                        "the body is larger than " + RegistryKeys.SIZE_LIMIT_BYTES.name() + "=" + maxBody);
                return;
            }
            context.next();
        });
        router.route().handler(new ReadBarrier(registry));
        Traffic traffic = new Traffic();
        Forwarding forwarding = new Forwarding(registry);
        SchemaRoutes schemas = new SchemaRoutes(registry);
        Paths paths = new Paths(router, traffic);
        mount(paths, registry, forwarding, schemas);
        MetaRoutes meta = new MetaRoutes(registry, forwarding);
        meta.mount(paths);
        new CareRoutes(registry, forwarding).mount(paths);
        new MetricsRoutes(registry, traffic).mount(paths);
        Router inContext = Router.router(vertx);
        Paths pathsInContext = new Paths(inContext, traffic);
        mount(pathsInContext, registry, forwarding, schemas);
        // A client whose base is a context asks for everything there.
        meta.mountWithin(pathsInContext);
        pathsInContext.end();
        router.route("/contexts/:" + Requests.CONTEXT + "/*").subRouter(inContext);
        paths.end();
    }

    private static void mount(Paths paths, Registry registry, Forwarding forwarding, SchemaRoutes schemas) {
        // The first routes are found first: reading by id is what serdes do.
        schemas.mount(paths);
        new SubjectRoutes(registry, forwarding).mount(paths);
        new CompatibilityRoutes(registry).mount(paths);
        new ConfigRoutes(registry, forwarding).mount(paths);
        new ModeRoutes(registry, forwarding).mount(paths);
    }
}
