package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The schemas of schemas, from the library's jar: nothing is ever fetched. <i>Any thread;</i> made by the first use. */
final class MetaSchemas {
    private static final int MOST_NAMED = 3;
    private static final String SITE = "json-schema.org/";

    private static final ConcurrentHashMap<Draft, Schema> KNOWN = new ConcurrentHashMap<>();

    private MetaSchemas() {}

    /** 42201 that names what in the schema is none. */
    static void check(Draft draft, JsonNode schema) {
        if (schema.isBoolean()) {
            return;
        }
        List<Error> errors = KNOWN.computeIfAbsent(draft, MetaSchemas::load).validate(schema);
        if (!errors.isEmpty()) {
            String named = errors.stream()
                    .map(each -> "#" + each.getInstanceLocation() + " " + each.getMessage())
                    .distinct()
                    .limit(MOST_NAMED)
                    .collect(Collectors.joining("; "));
            throw JsonText.invalid(named);
        }
    }

    /** The text of a meta-schema, or of one of its vocabularies; null where the address is not one. */
    static @Nullable String text(String address) {
        int site = address.indexOf(SITE);
        if (site < 0 || address.contains("..")) {
            return null;
        }
        String resource = "/" + address.substring(site + SITE.length());
        if (!resource.matches("/draft[-/0-9a-z]{1,40}")) {
            return null;
        }
        try (InputStream stream = SchemaRegistry.class.getResourceAsStream(resource)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }

    private static Schema load(Draft draft) {
        SpecificationVersion version = switch (draft) {
            case DRAFT_04 -> SpecificationVersion.DRAFT_4;
            case DRAFT_06 -> SpecificationVersion.DRAFT_6;
            case DRAFT_07 -> SpecificationVersion.DRAFT_7;
            case DRAFT_2019_09 -> SpecificationVersion.DRAFT_2019_09;
            case DRAFT_2020_12 -> SpecificationVersion.DRAFT_2020_12;
        };
        return SchemaRegistry.withDefaultDialect(version).getSchema(SchemaLocation.of(version.getDialectId()));
    }
}
