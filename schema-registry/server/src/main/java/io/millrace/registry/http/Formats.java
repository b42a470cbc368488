package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.millrace.registry.schema.SchemaText;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;

/** A schema's text in the form that a request asks for. */
final class Formats {
    private Formats() {}

    /** The text that is kept, or what the type makes of it in the format that is asked for. */
    static CompletableFuture<String> of(Registry registry, RoutingContext context, String subject, SchemaText schema) {
        String format = context.request().query() == null ? "" : Requests.text(context, "format");
        return format.isEmpty()
                ? CompletableFuture.completedFuture(schema.text())
                : registry.formatted(subject, schema, format);
    }
}
