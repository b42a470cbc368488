package io.millrace.registry.avro;

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
 * @param symbols symbols of the largest enum; Avro looks each up in the list of the other's
 */
record UnionWidth(long all, long widest, long fields, long symbols) {
    /** About 100 records against 100 of 50 fields each. */
    private static final long MOST = 500_000;
    /** 10,000 symbols against as many take a tenth of a second. */
    private static final long MOST_SYMBOLS = 100_000_000;

    /** Refuses what would take more than its share of the process; 42201. */
    static void check(Schema reader, Schema writer) {
        UnionWidth read = of(reader);
        UnionWidth written = of(writer);
        if (read.all * written.widest * (1 + read.fields) > MOST) {
            throw Refusal.invalidSchema("Invalid schema: unions of " + read.widest + " and " + written.widest
                    + " records are too wide to be compared; split them, or set the subject's compatibility to NONE");
        }
        if (read.symbols * written.symbols > MOST_SYMBOLS) {
            throw Refusal.invalidSchema("Invalid schema: enums of " + read.symbols + " and " + written.symbols
                    + " symbols are too large to be compared; make them strings, or set the subject's compatibility to"
                    + " NONE");
        }
    }

    static UnionWidth of(Schema root) {
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> open = new ArrayDeque<>();
        open.add(root);
        long all = 0;
        long widest = 0;
        long fields = 0;
        long symbols = 0;
        while (!open.isEmpty()) {
            Schema schema = open.remove();
            if (!seen.add(schema)) {
                continue;
            }
            switch (schema.getType()) {
                case RECORD -> schema.getFields().forEach(field -> open.add(field.schema()));
                case ARRAY -> open.add(schema.getElementType());
                case MAP -> open.add(schema.getValueType());
                case ENUM -> symbols = Math.max(symbols, schema.getEnumSymbols().size());
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
        return new UnionWidth(all, widest, fields, symbols);
    }
}
