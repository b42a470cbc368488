package io.millrace.registry.client;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The ids of schemas in their subjects. The very same schema object is found by its identity, so that no schema is
 * hashed or compared for it; an equal one is compared once and known by identity from then on. Any thread.
 */
final class IdsBySchema {
    /** Asks the registry for one id. */
    interface Ask {
        int id() throws IOException, RestClientException;
    }

    private record Equal(String subject, boolean normalize, Schema schema) {}

    private record Same(String subject, boolean normalize, Schema schema) {
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

    private final ConcurrentHashMap<Same, Integer> same = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Equal, Integer> equal = new ConcurrentHashMap<>();
    private final int schemasMax;

    IdsBySchema(int schemasMax) {
        this.schemasMax = schemasMax;
    }

    int get(String subject, Schema schema, boolean normalize, Ask ask) throws IOException, RestClientException {
        Same identity = new Same(subject, normalize, schema);
        Integer known = same.get(identity);
        if (known != null) {
            return known;
        }
        Equal key = new Equal(subject, normalize, schema);
        known = equal.get(key);
        if (known == null) {
            known = ask.id();
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
