package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.schema.SchemaText;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A schema with what a request asks for beside it: another format, tags, references named in full. */
final class Details {
    private Details() {}

    /** The answer, made of the text in the format that is asked for, with the rest. */
    static void answer(
            Registry registry,
            RoutingContext context,
            String subject,
            SchemaText schema,
            Function<String, ObjectNode> answer) {
        List<String> wanted = context.queryParams().getAll("findTags");
        boolean qualified = Requests.text(context, "referenceFormat").equalsIgnoreCase("qualified");
        CompletableFuture<ObjectNode> made = Formats.of(registry, context, subject, schema)
                .thenApply(answer)
                .thenApply(node -> qualified ? Json.qualify(node, subject) : node);
        Answers.later(
                context,
                () -> wanted.isEmpty()
                        ? made
                        : made.thenCombine(
                                registry.tags(subject, schema),
                                (node, tags) -> node.set("schemaTags", Json.tags(tags, wanted))),
                node -> node);
    }
}
