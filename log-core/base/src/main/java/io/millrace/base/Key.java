package io.millrace.base;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One configuration key: its name, type, default, bounds and documentation in a single declaration, from which it is
 * read, checked, and printed. <i>Immutable.</i>
 *
 * @param name as in the file, Kafka's own where Kafka has one
 * @param type what people call its type: int, long, boolean, string, path
 * @param fallback the default as text, "" for none
 * @param says one sentence on what it does
 * @param expects what a value may be, for messages
 * @param secret whether the value must never be printed
 * @param reader from text to value; throws IllegalArgumentException on what it cannot read
 * @param allowed whether the value lies within bounds
 */
public record Key<T>(
        String name,
        String type,
        String fallback,
        String says,
        String expects,
        boolean secret,
        Function<String, T> reader,
        Predicate<T> allowed) {

    /** A whole number within bounds, both inclusive. */
    public static Key<Integer> ofInt(String name, int fallback, int min, int max, String says) {
        return new Key<>(
                name,
                "int",
                Integer.toString(fallback),
                says,
                "a whole number from " + min + " to " + max,
                false,
                Integer::valueOf,
                v -> v >= min && v <= max);
    }

    /** A long whole number within bounds, both inclusive. */
    public static Key<Long> ofLong(String name, long fallback, long min, long max, String says) {
        return new Key<>(
                name,
                "long",
                Long.toString(fallback),
                says,
                "a whole number from " + min + " to " + max,
                false,
                Long::valueOf,
                v -> v >= min && v <= max);
    }

    /** {@code true} or {@code false}. */
    public static Key<Boolean> ofBoolean(String name, boolean fallback, String says) {
        return new Key<>(
                name, "boolean", Boolean.toString(fallback), says, "true or false", false, Key::readBoolean, v -> true);
    }

    /** Free text. */
    public static Key<String> ofString(String name, String fallback, String says) {
        return new Key<>(name, "string", fallback, says, "text", false, v -> v, v -> true);
    }

    /** One of a few words. */
    public static Key<String> ofChoice(String name, String fallback, List<String> words, String says) {
        return new Key<>(
                name, "string", fallback, says, "one of " + String.join(", ", words), false, v -> v, words::contains);
    }

    /** Reads and checks a value; throws {@link BadValue} naming the key, the value and what it may be. */
    public T read(String text) {
        T value;
        try {
            value = reader.apply(text.trim());
        } catch (IllegalArgumentException e) {
            throw new BadValue(this, text);
        }
        if (!allowed.test(value)) {
            throw new BadValue(this, text);
        }
        return value;
    }

    private static Boolean readBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** A value that its key does not take. */
    public static final class BadValue extends IllegalArgumentException {
        private BadValue(Key<?> key, String text) {
            super(key.name() + (key.secret() ? "" : "=" + text) + ": expected " + key.expects());
        }
    }
}
