package io.millrace.streams.kstream;

import io.millrace.streams.errors.TopologyException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of an operator. */
public class Named implements NamedOperation<Named> {
    private static final int MAX_LENGTH = 249;
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9._-]+");

    /** No name given: one is made up. */
    static final Named NONE = new Named();

    /** The name. */
    protected @Nullable String name;

    private Named() {}

    /** The same name. */
    protected Named(Named named) {
        name = Objects.requireNonNull(named, "named cannot be null").name;
    }

    /** With this name, checked. */
    protected Named(String name) {
        validate(name);
        this.name = name;
    }

    /** With this name: letters, digits, dots, underscores and dashes. */
    public static Named as(String name) {
        return new Named(Objects.requireNonNull(name, "name cannot be null"));
    }

    @Override
    public Named withName(@Nullable String name) {
        return new Named(Objects.requireNonNull(name, "name cannot be null"));
    }

    /** Throws {@link TopologyException}, saying why, when it cannot be an operator's, a store's or a topic's name. */
    protected static void validate(String name) {
        if (name.isEmpty()) {
            throw new TopologyException("Name is illegal, it can't be empty");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new TopologyException("Name cannot be \".\" or \"..\"");
        }
        if (name.length() > MAX_LENGTH) {
            throw new TopologyException("Name is illegal, it can't be longer than " + MAX_LENGTH
                    + " characters, and has " + name.length() + ": " + name);
        }
        if (!VALID.matcher(name).matches()) {
            throw new TopologyException("Name \"" + name + "\" is illegal, it contains a character other than "
                    + "ASCII alphanumerics, '.', '_' and '-'");
        }
    }
}
