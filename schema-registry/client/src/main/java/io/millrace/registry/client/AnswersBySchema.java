package io.millrace.registry.client;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a registry said of schemas in their subjects, their ids above all. The very same schema object is found by its identity, so that no schema is
 * hashed or compared for it; an equal one is compared once and known by identity from then on. Any thread.
 */
final class AnswersBySchema<S, V> {
    /** Asks the registry. */
    interface Ask<V> {
        V answer() throws IOException, RestClientException;
    }

    private record Equal(String subject, boolean normalize, Object schema) {}

    private record Same(String subject, boolean normalize, Object schema) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same
                    && same.schema == schema
                    && same.normalize == normalize
                    && same.subject.equals(subject);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema) * 31 + subject.hashCode();
        }
    }

    private final ConcurrentHashMap<Same, V> same = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Equal, V> equal = new ConcurrentHashMap<>();
    private final int schemasMax;

    AnswersBySchema(int schemasMax) {
        this.schemasMax = schemasMax;
    }

    V get(String subject, S schema, boolean normalize, Ask<V> ask) throws IOException, RestClientException {
        Same identity = new Same(subject, normalize, schema);
        V known = same.get(identity);
        if (known != null) {
            return known;
        }
        Equal key = new Equal(subject, normalize, schema);
        known = equal.get(key);
        if (known == null) {
            known = ask.answer();
            makeRoom(equal);
            equal.put(key, known);
        }
        makeRoom(same);
        same.put(identity, known);
        return known;
    }

    void clear() {
        same.clear();
        equal.clear();
    }

    // Whoever makes a new schema for every record ends here again and again; dropping all is cheap and bounded.
    private void makeRoom(ConcurrentHashMap<?, ?> map) {
        if (map.size() >= schemasMax) {
            map.clear();
        }
    }
}
