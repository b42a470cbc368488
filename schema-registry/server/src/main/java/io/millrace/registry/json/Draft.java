package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The editions of JSON Schema that are known, the oldest first. <i>Immutable.</i> */
enum Draft {
    DRAFT_04("json-schema.org/draft-04/schema", "id", "definitions"),
    DRAFT_06("json-schema.org/draft-06/schema", "$id", "definitions"),
    DRAFT_07("json-schema.org/draft-07/schema", "$id", "definitions"),
    DRAFT_2019_09("json-schema.org/draft/2019-09/schema", "$id", "$defs"),
    DRAFT_2020_12("json-schema.org/draft/2020-12/schema", "$id", "$defs");

    private static final List<Draft> ALL = List.of(values());

    private final String address;
    private final String idKeyword;
    private final String definitions;

    Draft(String address, String idKeyword, String definitions) {
        this.address = address;
        this.idKeyword = idKeyword;
        this.definitions = definitions;
    }

    /** What {@code $schema} says; draft-07 where it says nothing, or names a dialect of somebody's own. */
    static Draft of(JsonNode schema) {
        String named = schema.path("$schema").asText("");
        for (Draft draft : ALL) {
            if (named.contains(draft.address)) {
                return draft;
            }
        }
        return DRAFT_07;
    }

    /** The keyword that names a schema. */
    String idKeyword() {
        return idKeyword;
    }

    /** The keyword under which definitions are kept. */
    String definitions() {
        return definitions;
    }

    /** Whether nothing beside a {@code $ref} counts. */
    boolean referenceStandsAlone() {
        return this.compareTo(DRAFT_2019_09) < 0;
    }
}
