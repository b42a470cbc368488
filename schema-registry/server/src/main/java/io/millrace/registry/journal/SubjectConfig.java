package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import org.jspecify.annotations.Nullable;

/**
 * The config of a subject, or the global one. <i>Immutable:</i> nobody changes the node.
 *
 * @param level the compatibility level, or null when it names none
 * @param normalize whether schemas are normalized when they come in, or null when it does not say
 * @param kept all that the record says, also what only a foreign registry knows
 */
public record SubjectConfig(@Nullable Level level, @Nullable Boolean normalize, ObjectNode kept) {}
