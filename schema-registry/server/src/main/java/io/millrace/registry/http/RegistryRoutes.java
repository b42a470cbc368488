package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.vertx.ext.web.Router;
import java.util.Set;

/** Confluent's REST interface of a registry. <i>Any thread.</i> */
public final class RegistryRoutes {
    /** The content type of its answers, unless another is asked for. */
    public static final String ANSWER_TYPE = "application/vnd.schemaregistry.v1+json";
    /** The media types that a body may have. */
    public static final Set<String> WRITE_TYPES =
            Set.of(ANSWER_TYPE, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream");

    private RegistryRoutes() {}

    /** Adds the routes to a router of the edge that was made with {@link #ANSWER_TYPE} and {@link #WRITE_TYPES}. */
    public static void mount(Router router, Registry registry) {
        Forwarding forwarding = new Forwarding(registry);
        // The first routes are found first: reading by id is what serdes do.
        new SchemaRoutes(registry).mount(router);
        new SubjectRoutes(registry, forwarding).mount(router);
        new CompatibilityRoutes(registry).mount(router);
        new ConfigRoutes(registry, forwarding).mount(router);
        new ModeRoutes(registry, forwarding).mount(router);
        new MetaRoutes(registry).mount(router);
    }
}
