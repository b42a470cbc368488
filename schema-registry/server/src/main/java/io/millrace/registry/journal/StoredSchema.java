package io.millrace.registry.journal;

import io.millrace.registry.schema.Guid;
import io.millrace.registry.schema.SchemaText;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A schema by its id, with the versions that are it. <i>Immutable.</i>
 *
 * @param id its id, counted within its context
 * @param schema the schema
 * @param uses the versions, softly deleted ones included, the oldest first
 */
public record StoredSchema(int id, SchemaText schema, List<Use> uses) {
    /** Its name in every context and cluster; worked out anew each time. */
    public UUID guid() {
        return Guid.of(schema);
    }

    /**
     * A version's place. <i>Immutable.</i>
     *
     * @param subject its subject's full name
     * @param version its number
     */
    public record Use(String subject, int version) {}

    StoredSchema with(Use use) {
        if (uses.contains(use)) {
            return this;
        }
        List<Use> next = new ArrayList<>(uses);
        next.add(use);
        return new StoredSchema(id, schema, next);
    }

    StoredSchema without(Use use) {
        List<Use> next = new ArrayList<>(uses);
        next.remove(use);
        return new StoredSchema(id, schema, next);
    }
}
