package io.millrace.registry.journal;

import io.millrace.registry.journal.State.ContextId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schemas by their guids. Worked out when somebody asks first, as a start with many schemas need not wait for their sums,
 * and kept up from then on. <i>Any thread;</i> the lock is its own.
 */
final class Guids {
    private @Nullable Map<UUID, Set<ContextId>> places;

    /** Tells a visitor of all schemas. */
    interface All {
        void visit(Visitor visitor);
    }

    /** Is told of one. */
    interface Visitor {
        void schema(String context, StoredSchema stored);
    }

    synchronized Set<ContextId> find(UUID guid, All all) {
        Map<UUID, Set<ContextId>> known = places;
        if (known == null) {
            Map<UUID, Set<ContextId>> made = new HashMap<>();
            all.visit((context, stored) -> add(made, context, stored));
            known = made;
            places = made;
        }
        return Set.copyOf(known.getOrDefault(guid, Set.of()));
    }

    synchronized void added(String context, StoredSchema stored) {
        if (places != null) {
            add(places, context, stored);
        }
    }

    synchronized void removed(String context, StoredSchema stored) {
        Map<UUID, Set<ContextId>> known = places;
        if (known != null) {
            known.computeIfPresent(stored.guid(), (guid, set) -> {
                set.remove(new ContextId(context, stored.id()));
                return set.isEmpty() ? null : set;
            });
        }
    }

    private static void add(Map<UUID, Set<ContextId>> to, String context, StoredSchema stored) {
        to.computeIfAbsent(stored.guid(), any -> new HashSet<>()).add(new ContextId(context, stored.id()));
    }
}
