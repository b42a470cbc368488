package io.millrace.registry.serde;

/**
 * An id of a context that a {@link ContextNameStrategy} named: the same number is another schema elsewhere. Immutable.
 *
 * @param context as a registry takes it for a subject, {@code :.context:}
 */
public record IdInContext(int id, String context) {
    @Override
    public String toString() {
        return id + " of " + context;
    }
}
