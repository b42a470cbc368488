package io.millrace.registry.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Catalog.Scope;
import io.millrace.registry.NewSchema;
import io.millrace.registry.SearchLimits.Limit;
import io.millrace.registry.Tagging;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import io.millrace.registry.schema.TagEntity;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what requests say; refuses what they cannot mean. */
final class Requests {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final String ACCEPT_UNKNOWN = "Confluent-Accept-Unknown-Properties";
    private static final Set<String> SCHEMA_FIELDS = Set.of(
            "schema",
            "schemaType",
            "references",
            "metadata",
            "ruleSet",
            "id",
            "version",
            "subject",
            "guid",
            "ts",
            "createTs",
            "deleted",
            "schemaTags",
            "schemaTagsToAdd",
            "schemaTagsToRemove",
            "propagateSchemaTags");

    private static final int MAX_REFERENCES = 1_000;
    /** The part of the path that names a context. */
    static final String CONTEXT = "context";

    private Requests() {}

    /** The full name of the context that the path names, as the name of a whole context; empty for the default one. */
    static String whole(RoutingContext context) {
        String given = context.pathParams().get(CONTEXT);
        if (given == null) {
            return "";
        }
        String name = given.startsWith(":.") ? Contexts.of(given) : given;
        return Contexts.qualify(name.startsWith(".") ? name : "." + name, "");
    }

    /** The subject's full name. */
    static String subject(RoutingContext context) {
        return Contexts.seenFrom(whole(context), context.pathParam("subject"));
    }

    /** The full name of the subject out of the path, or of the whole context; null where the path has neither. */
    static @Nullable String subjectIfAny(RoutingContext context) {
        String given = context.pathParams().get("subject");
        String whole = whole(context);
        if (given == null) {
            return whole.isEmpty() ? null : whole;
        }
        String name = Contexts.seenFrom(whole, given);
        return name.isEmpty() ? null : name;
    }

    /** The subject's full name out of the query, or the context that the path names; empty where neither is. */
    static String subjectAskedFor(RoutingContext context) {
        String given = context.request().query() == null ? "" : text(context, "subject");
        String whole = whole(context);
        return given.isEmpty() ? whole : Contexts.seenFrom(whole, given);
    }

    /** Which names are asked for: a prefix with its context. */
    static String prefix(RoutingContext context, String otherwise) {
        String given = context.queryParams().get("subjectPrefix");
        String whole = whole(context);
        if (whole.isEmpty()) {
            return given == null ? otherwise : given;
        }
        return given == null ? whole : given.startsWith(":") ? given : Contexts.seenFrom(whole, given);
    }

    /**
     * Whether a field that it does not know would make the client fail: the Java client before it came to say that it
     * takes unknown ones.
     */
    static boolean isOldClient(RoutingContext context) {
        String agent = context.request().getHeader("User-Agent");
        return agent != null
                && agent.startsWith("Java/")
                && !"true".equalsIgnoreCase(context.request().getHeader(ACCEPT_UNKNOWN));
    }

    static boolean flag(RoutingContext context, String name) {
        return "true".equalsIgnoreCase(context.queryParams().get(name));
    }

    static String text(RoutingContext context, String name) {
        String given = context.queryParams().get(name);
        return given == null ? "" : given;
    }

    static Scope scope(RoutingContext context) {
        if (flag(context, "deletedOnly")) {
            return Scope.DELETED;
        }
        return flag(context, "deleted") ? Scope.ALL : Scope.LIVE;
    }

    /** A part of a list, as offset and limit say; a negative limit means all that is given at once. */
    static <T> List<T> page(RoutingContext context, List<T> all, Limit bound) {
        int offset = Math.max(0, number(context, "offset", 0));
        int limit = bound.of(number(context, "limit", -1));
        int from = Math.min(offset, all.size());
        int to = limit < 0 ? all.size() : (int) Math.min(all.size(), (long) from + limit);
        return all.subList(from, to);
    }

    /** A schema's id out of the path. */
    static int id(RoutingContext context) {
        try {
            return Integer.parseInt(context.pathParam("id"));
        } catch (NumberFormatException e) {
            throw new Refusal(404, 404, "HTTP 404 Not Found");
        }
    }

    /** A version out of the path: a number, or the latest; 42202. */
    static int version(RoutingContext context) {
        return version(context.pathParam("version"));
    }

    /** A version out of the query; 42202. */
    static int version(RoutingContext context, String name) {
        return version(text(context, name));
    }

    private static int version(String text) {
        if (text.equals("latest")) {
            return Catalog.LATEST;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 || number == Catalog.LATEST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Refusal(
                422,
                42202,
                "The specified version '" + text + "' is not a valid version id. Allowed values are between [1, 2^31-1]"
                        + " and the string \"latest\"");
    }

    /** The body as an object; 400 when it is none. */
    static ObjectNode object(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Refusal(400, 400, "the body is empty: send a JSON object");
        }
        try {
            if (JSON.readTree(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new Refusal(400, 400, "the body is no JSON: " + firstLine(e));
        }
        throw new Refusal(400, 400, "the body is no JSON object");
    }

    /** The body as a schema; 400, 42201, 42210. */
    static NewSchema schema(RoutingContext context) {
        ObjectNode body = object(context);
        boolean lenient = "true".equalsIgnoreCase(context.request().getHeader(ACCEPT_UNKNOWN));
        body.properties().forEach(entry -> {
            if (!SCHEMA_FIELDS.contains(entry.getKey()) && !lenient) {
                throw unknown(entry.getKey());
            }
        });
        JsonNode schema = body.path("schema");
        String annotations = Annotations.of(body.path("metadata"), body.path("ruleSet"));
        if (!schema.isTextual() && annotations == null) {
            throw Refusal.invalidSchema("Empty schema");
        }
        JsonNode type = body.path("schemaType");
        if (!type.isTextual() && !type.isMissingNode() && !type.isNull()) {
            throw Refusal.invalidSchema("Invalid schema type " + type);
        }
        return new NewSchema(
                new SchemaText(
                        type.isTextual() ? type.asText() : SchemaText.AVRO,
                        schema.asText(""),
                        references(body),
                        annotations),
                number(body, "id"),
                number(body, "version"),
                new Tagging(
                        tags(body.path("schemaTagsToAdd")),
                        tags(body.path("schemaTagsToRemove")),
                        body.path("propagateSchemaTags").asBoolean(false)));
    }

    /** The body of a request to tag a version: its schema with other tags, metadata and rules; 42201, 42210. */
    static NewSchema tagged(ObjectNode body, Version version) {
        SchemaText schema = version.schema();
        ObjectNode kept = Annotations.node(schema.annotations());
        String annotations = Annotations.of(
                body.path("metadata").isObject() ? body.path("metadata") : kept.path("metadata"),
                body.path("ruleSet").isObject() ? body.path("ruleSet") : kept.path("ruleSet"));
        annotations = Annotations.withRules(annotations, body.path("rulesToMerge"), body.path("rulesToRemove"));
        return new NewSchema(
                new SchemaText(schema.type(), schema.text(), schema.references(), annotations),
                0,
                number(body, "newVersion"),
                new Tagging(tags(body.path("tagsToAdd")), tags(body.path("tagsToRemove")), false));
    }

    /** Tags by the parts of a schema: {@code [{schemaEntity: {entityPath, entityType}, tags: []}]}; 42201. */
    static Map<TagEntity, List<String>> tags(JsonNode given) {
        Map<TagEntity, List<String>> tags = new LinkedHashMap<>();
        if (!given.isArray() && !given.isMissingNode() && !given.isNull()) {
            throw invalidTags();
        }
        for (JsonNode each : given) {
            JsonNode entity = each.path("schemaEntity");
            String type = entity.path("entityType").asText("").toUpperCase(Locale.ROOT);
            if (!entity.path("entityPath").isTextual()
                    || !type.equals(TagEntity.RECORD) && !type.equals(TagEntity.FIELD)
                    || !each.path("tags").isArray()) {
                throw invalidTags();
            }
            List<String> names = new ArrayList<>();
            each.path("tags").forEach(tag -> names.add(tag.asText()));
            tags.put(new TagEntity(entity.path("entityPath").asText(), type), names);
        }
        return tags;
    }

    private static Refusal invalidTags() {
        return Refusal.invalidSchema("Invalid tags: expected [{schemaEntity: {entityPath, entityType: SR_RECORD or"
                + " SR_FIELD}, tags: []}]");
    }

    /** 0 where none is given. */
    private static int number(ObjectNode body, String field) {
        JsonNode given = body.path(field);
        if (given.isMissingNode() || given.isNull()) {
            return 0;
        }
        if (!given.canConvertToExactIntegral() || !given.canConvertToInt()) {
            throw Refusal.invalidSchema("Invalid schema: '" + field + "' is " + given + ", which is no 32-bit integer");
        }
        return given.asInt();
    }

    private static List<Reference> references(ObjectNode body) {
        JsonNode given = body.path("references");
        if (!given.isMissingNode() && !given.isNull() && !given.isArray()) {
            throw Refusal.invalidSchema("Invalid schema: 'references' is no list");
        }
        if (given.size() > MAX_REFERENCES) {
            throw Refusal.invalidSchema("Invalid schema: more than " + MAX_REFERENCES + " references");
        }
        List<Reference> references = new ArrayList<>();
        for (JsonNode each : given) {
            if (!each.path("name").isTextual()
                    || !each.path("subject").isTextual()
                    || !each.path("version").isInt()) {
                throw Refusal.invalidSchema("Invalid schema: a reference has a name, a subject and a version");
            }
            references.add(new Reference(
                    each.path("name").asText(),
                    each.path("subject").asText(),
                    each.path("version").asInt()));
        }
        return references;
    }

    static Refusal unknown(String field) {
        return new Refusal(422, 422, "Unrecognized field: " + field);
    }

    static ArrayNode list(Iterable<?> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Object value : values) {
            if (value instanceof Integer number) {
                list.add(number);
            } else {
                list.add(String.valueOf(value));
            }
        }
        return list;
    }

    static @Nullable String textOf(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static int number(RoutingContext context, String name, int otherwise) {
        String given = context.queryParams().get(name);
        if (given == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new Refusal(400, 400, name + "=" + given + ": expected a whole number");
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
