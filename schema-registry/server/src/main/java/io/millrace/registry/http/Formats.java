package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.millrace.registry.schema.SchemaText;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;

/** A schema's text in the form that a request asks for. */
final class Formats {
    private Formats() {}

    /** With {@code format=resolved} every referenced type is written out; any other format is the text that is kept. */
    static CompletableFuture<String> of(Registry registry, RoutingContext context, SchemaText schema) {
        return Requests.text(context, "format").equals("resolved")
                ? registry.resolved(schema)
                : CompletableFuture.completedFuture(schema.text());
    }
}
