package io.millrace.registry;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much of each list one answer has at most. <i>Immutable.</i>
 *
 * @param schemas of {@code /schemas}
 * @param subjects of names of subjects
 * @param versions of a subject's versions
 * @param contexts of names of contexts
 */
public record SearchLimits(Limit schemas, Limit subjects, Limit versions, Limit contexts) {
    private static final int NONE = -1;

    /**
     * For one kind of list; -1 is no limit.
     *
     * @param usual where the request names none
     * @param most whatever it names
     */
    public record Limit(int usual, int most) {
        /** What is given of so many, where somebody asks for that number, or with a negative one for no number. */
        public int of(int asked) {
            int wanted = asked < 0 ? usual : asked;
            return most >= 0 && (wanted < 0 || wanted > most) ? most : wanted;
        }

        /** Whether all is given to who does not ask for a number. */
        public boolean isNone() {
            return of(NONE) < 0;
        }
    }

    private enum Kind {
        SCHEMAS("schema", "GET /schemas"),
        SUBJECTS("subject", "GET /subjects"),
        VERSIONS("subject.version", "GET /subjects/SUBJECT/versions"),
        CONTEXTS("context", "GET /contexts");

        private final Key<Integer> usual;
        private final Key<Integer> most;

        Kind(String prefix, String request) {
            this.usual = key(
                    prefix + ".search.default.limit",
                    "How many " + request + " answers with where the request names no limit; -1 for all.");
            this.most = key(
                    prefix + ".search.max.limit",
                    "How many " + request + " answers with at most, whatever the request names; -1 sets no bound.");
        }

        private static Key<Integer> key(String name, String says) {
            return Key.ofInt(name, NONE, NONE, Integer.MAX_VALUE, says);
        }
    }

    /** Their keys. */
    static final List<Key<?>> KEYS = keys();

    private static List<Key<?>> keys() {
        return Arrays.stream(Kind.values())
                .<Key<?>>flatMap(kind -> Stream.of(kind.usual, kind.most))
                .toList();
    }

    static SearchLimits from(Settings settings) {
        return new SearchLimits(
                limit(settings, Kind.SCHEMAS),
                limit(settings, Kind.SUBJECTS),
                limit(settings, Kind.VERSIONS),
                limit(settings, Kind.CONTEXTS));
    }

    private static Limit limit(Settings settings, Kind kind) {
        return new Limit(settings.get(kind.usual), settings.get(kind.most));
    }
}
