package io.millrace.registry.schema;

/**
 * Names of subjects with their context, a space of ids of its own: {@code :.context:subject}, or the subject's name alone
 * in the default context. Pure.
 */
public final class Contexts {
    /** The default context. */
    public static final String DEFAULT = ".";
    /** As a prefix: every context. */
    public static final String ALL = ":*:";

    /** What holds for every context that has nothing of its own: as the name of a subject, for config and mode. */
    public static final String ABOVE_ALL = ":.__GLOBAL:";

    private Contexts() {}

    /** The context of a full name, {@code .} for the default one. */
    public static String of(String fullName) {
        if (!fullName.startsWith(":.")) {
            return DEFAULT;
        }
        int end = fullName.indexOf(':', 1);
        return end < 0 ? fullName.substring(1) : fullName.substring(1, end);
    }

    /** Whether it names a context: a dot, and no colon behind it. */
    public static boolean isName(String context) {
        return context.startsWith(".") && context.indexOf(':') < 0;
    }

    /** The name within its context; empty when the full name is a context's alone. */
    public static String nameIn(String fullName) {
        if (!fullName.startsWith(":.")) {
            return fullName;
        }
        int end = fullName.indexOf(':', 1);
        return end < 0 ? "" : fullName.substring(end + 1);
    }

    /** The full name of a subject of a context. */
    public static String qualify(String context, String name) {
        return context.equals(DEFAULT) ? name : ":" + context + ":" + name;
    }

    /** The one form of a full name, however it was written. */
    public static String canonical(String fullName) {
        return fullName.startsWith(":.") ? qualify(of(fullName), nameIn(fullName)) : fullName;
    }

    /** A subject as one of that name says it: without a context it is in the same one. */
    public static String seenFrom(String fullName, String subject) {
        return subject.startsWith(":.") ? canonical(subject) : qualify(of(fullName), subject);
    }

    /** Whether a full name is a context's alone, as for its config and mode. */
    public static boolean isWhole(String fullName) {
        return fullName.startsWith(":.") && nameIn(fullName).isEmpty();
    }
}
