package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.vertx.ext.web.Router;
import java.util.Set;

/** The registry's REST interface. <i>Any thread.</i> */
public final class RegistryRoutes {
    /** The content type of its answers. */
    public static final String ANSWER_TYPE = "application/vnd.schemaregistry.v1+json";
    /** The media types that a body may have. */
    public static final Set<String> WRITE_TYPES =
            Set.of(ANSWER_TYPE, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream");

    private RegistryRoutes() {}

    /** Adds the routes to a router of the edge that was made with {@link #ANSWER_TYPE} and {@link #WRITE_TYPES}. */
    public static void mount(Router router, Registry registry) {
        throw new UnsupportedOperationException(router + " " + registry);
    }
}
