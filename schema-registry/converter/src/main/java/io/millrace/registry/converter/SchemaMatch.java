package io.millrace.registry.converter;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Whether a struct is of the schema expected; the last other object found equal is known by identity. Any thread. */
final class SchemaMatch {
    private final Schema expected;
    private volatile @Nullable Schema equal;

    SchemaMatch(Schema expected) {
        this.expected = expected;
    }

    void check(Schema found) {
        if (found == expected || found == equal) {
            return;
        }
        // A struct does not say whether it may be null; the place where it stands does.
        if (!ConnectToAvro.required(found).equals(ConnectToAvro.required(expected))) {
            throw new DataException("a struct of another schema than its place has: " + found.name() + " where "
                    + expected.name() + " is expected");
        }
        equal = found;
    }
}
