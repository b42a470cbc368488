package io.millrace.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.millrace.registry.Usage;
import io.millrace.registry.journal.Problem;
import io.millrace.registry.journal.State.ContextId;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is ours beside Confluent's interface: copies of everything, a look for damage and its repair, usage. */
final class CareRoutes {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int PIECE = 256 << 10;

    private final Registry registry;
    private final Forwarding forwarding;

    CareRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.forwarding = forwarding;
    }

    void mount(Paths paths) {
        paths.get("/export", this::export);
        paths.post("/import", context -> forwarding.write(context, this::take));
        paths.get("/verify", this::verify);
        paths.post("/repair", context -> forwarding.write(context, this::repair));
        paths.get("/usage", this::usage);
    }

    /** Lines, sent in pieces so that what is large is never in memory twice. */
    private void export(RoutingContext context) {
        context.response().setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        send(context, registry.exportLines().iterator());
    }

    private static void send(RoutingContext context, Iterator<ObjectNode> lines) {
        Buffer piece = Buffer.buffer();
        while (lines.hasNext() && piece.length() < PIECE) {
            piece.appendBuffer(Answers.encode(lines.next())).appendByte((byte) '\n');
        }
        if (lines.hasNext()) {
            context.response().write(piece).onSuccess(sent -> send(context, lines));
        } else {
            context.response().end(piece);
        }
    }

    private void take(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.importLines(lines(context)),
                done -> Json.object().put("imported", done.imported()).put("unchanged", done.unchanged()));
    }

    private static List<JsonNode> lines(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Refusal(400, 400, "the body is empty: send the lines of an export");
        }
        List<JsonNode> lines = new ArrayList<>();
        int number = 0;
        for (String line : body.toString().split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                try {
                    lines.add(JSON.readTree(line));
                } catch (JsonProcessingException e) {
                    throw new Refusal(400, 400, "line " + number + " is no JSON: " + e.getOriginalMessage());
                }
            }
        }
        return lines;
    }

    private void verify(RoutingContext context) {
        Answers.later(context, registry::verify, problems -> {
            ObjectNode node = Json.object().put("sound", problems.isEmpty());
            list(node.putArray("problems"), problems);
            return node;
        });
    }

    private void repair(RoutingContext context) {
        Answers.later(context, () -> registry.repair(Requests.flag(context, "unreadable")), mended -> {
            ObjectNode node = Json.object();
            list(node.putArray("repaired"), mended);
            return node;
        });
    }

    private static void list(ArrayNode list, List<Problem> problems) {
        for (Problem problem : problems) {
            ObjectNode node = list.addObject().put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
            if (problem.offset() >= 0) {
                node.put("offset", problem.offset());
            }
            if (problem.subject() != null) {
                node.put("subject", problem.subject());
            }
            if (problem.version() > 0) {
                node.put("version", problem.version());
            }
            node.put("message", problem.message());
        }
    }

    private void usage(RoutingContext context) {
        Answers.now(context, () -> {
            ObjectNode node = Json.object()
                    .put(
                            "since",
                            Instant.ofEpochMilli(registry.usage().sinceMs()).toString());
            ArrayNode list = node.putArray("ids");
            for (StoredSchema stored : Requests.page(
                    context,
                    registry.catalog().schemas(),
                    registry.config().limits().schemas())) {
                list.add(usage(registry, registry.catalog().placeOf(stored), stored));
            }
            return node;
        });
    }

    /** When a schema was last asked for, and by which names it goes. */
    static ObjectNode usage(Registry registry, ContextId place, StoredSchema stored) {
        Usage.Of of = registry.usage().of(place.context(), place.id());
        ObjectNode node = Json.object().put("context", place.context()).put("id", place.id());
        node.set("subjects", Requests.list(registry.catalog().subjectsOf(stored, Catalog.Scope.ALL)));
        node.put("reads", of.reads()).put("lastRead", time(of.lastReadMs()));
        return node.put("lastRegistered", time(of.lastRegisteredMs()));
    }

    private static @Nullable String time(long ms) {
        return ms == 0 ? null : Instant.ofEpochMilli(ms).toString();
    }
}
