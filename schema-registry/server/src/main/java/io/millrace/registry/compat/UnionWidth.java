package io.millrace.registry.compat;

import io.millrace.registry.schema.Refusal;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * How wide a schema's unions of records are. Avro's check compares every branch with every branch and keeps a note of each
 * field that does not fit, so two wide unions cost memory by the product of their widths. <i>Immutable.</i>
 *
 * @param all records that stand in unions
 * @param widest records of the widest union
 * @param fields fields of the largest such record
 */
record UnionWidth(long all, long widest, long fields) {
    /** About 100 records against 100 of 50 fields each. */
    private static final long MOST = 500_000;

    /** Refuses what would take more than its share of the process; 42201. */
    static void check(Schema reader, Schema writer) {
        UnionWidth read = of(reader);
        UnionWidth written = of(writer);
        if (read.all * written.widest * (1 + read.fields) > MOST) {
            throw Refusal.invalidSchema("Invalid schema: unions of " + read.widest + " and " + written.widest
                    + " records are too wide to be compared; split them, or set the subject's compatibility to NONE");
        }
    }

    static UnionWidth of(Schema root) {
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> open = new ArrayDeque<>();
        open.add(root);
        long all = 0;
        long widest = 0;
        long fields = 0;
        while (!open.isEmpty()) {
            Schema schema = open.remove();
            if (!seen.add(schema)) {
                continue;
            }
            switch (schema.getType()) {
                case RECORD -> schema.getFields().forEach(field -> open.add(field.schema()));
                case ARRAY -> open.add(schema.getElementType());
                case MAP -> open.add(schema.getValueType());
                case UNION -> {
                    long records = 0;
                    for (Schema branch : schema.getTypes()) {
                        open.add(branch);
                        if (branch.getType() == Schema.Type.RECORD) {
                            records++;
                            fields = Math.max(fields, branch.getFields().size());
                        }
                    }
                    // One record and null is a field that may be absent: nothing multiplies.
                    if (records > 1) {
                        all += records;
                        widest = Math.max(widest, records);
                    }
                }
                default -> {}
            }
        }
        return new UnionWidth(all, widest, fields);
    }
}
