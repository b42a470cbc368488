package io.millrace.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values by key, checked against a closed list of keys: one that is unknown is refused by name. <i>Immutable.</i> */
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Checks every name and value; throws IllegalArgumentException naming all names that are unknown, with the nearest match
     * of each, or the first bad value.
     */
    public static Settings of(Map<String, String> values, List<? extends Key<?>> known) {
        Map<String, Key<?>> byName = new LinkedHashMap<>();
        known.forEach(key -> byName.put(key.name(), key));
        List<String> unknown = values.keySet().stream()
                .filter(name -> !byName.containsKey(name))
                .sorted()
                .map(name -> name + nearest(name, byName.keySet()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    (unknown.size() == 1 ? "unknown key " : "unknown keys ") + String.join(", ", unknown));
        }
        byName.forEach((name, key) -> {
            String text = values.get(name);
            if (text != null) {
                key.read(text);
            }
        });
        return new Settings(Map.copyOf(values));
    }

    /** The value given for the key, or its default. */
    public <T> T get(Key<T> key) {
        return key.read(values.getOrDefault(key.name(), key.fallback()));
    }

    /** Whether a value was given. */
    public boolean has(Key<?> key) {
        return values.containsKey(key.name());
    }

    /** {@code " (did you mean X?)"} for the nearest of these names; nothing when none is near. */
    public static String nearest(String name, Iterable<String> candidates) {
        String best = "";
        int bestDistance = Math.max(3, name.length() / 3);
        for (String candidate : candidates) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : " (did you mean " + best + "?)";
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
