package io.millrace.registry.compat;

/**
 * One thing that a reader cannot make of what a writer wrote. Printed as clients of registries expect it.
 * <i>Immutable.</i>
 *
 * @param errorType the rule that is broken
 * @param description what, at which path, in which of the two schemas
 * @param additionalInfo the field, the symbols or the types in question
 */
public record Incompatibility(String errorType, String description, String additionalInfo) {
    @Override
    public String toString() {
        return "{errorType:'" + errorType + "', description:'" + description + "', additionalInfo:'" + additionalInfo
                + "'}";
    }
}
