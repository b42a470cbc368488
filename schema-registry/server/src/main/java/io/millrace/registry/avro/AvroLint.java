package io.millrace.registry.avro;

import io.millrace.registry.schema.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What Avro's rules let through and what yet changes the meaning of data, or breaks whoever comes next. The verdict never
 * depends on it. Pure.
 */
final class AvroLint {
    /** Nobody reads more. */
    private static final int MOST = 1_000;

    private static final Set<String> TIMES = Set.of(
            "time-millis",
            "time-micros",
            "timestamp-millis",
            "timestamp-micros",
            "timestamp-nanos",
            "local-timestamp-millis",
            "local-timestamp-micros",
            "local-timestamp-nanos");

    private final List<Finding> findings = new ArrayList<>();

    private AvroLint() {}

    /** Of a schema itself. */
    static List<Finding> of(Schema schema) {
        AvroLint lint = new AvroLint();
        // Beside itself it has every part on both sides.
        AvroWalk.over(schema, schema, lint.new Itself());
        return lint.findings;
    }

    /** Of what changed since an older schema, with what the new one has newly to be blamed for itself. */
    static List<Finding> since(Schema old, Schema now) {
        AvroLint lint = new AvroLint();
        AvroWalk.over(old, now, lint.new Since());
        List<Finding> before = of(old);
        for (Finding own : of(now)) {
            boolean known = before.stream()
                    .anyMatch(each -> each.rule().equals(own.rule()) && Objects.equals(each.now(), own.now()));
            if (!known) {
                lint.findings.add(own);
            }
        }
        return lint.findings;
    }

    private final class Itself implements AvroWalk.Visitor {
        @Override
        public void types(Schema old, Schema now, String pointer) {
            if (now.getType() == Schema.Type.ENUM
                    && now.getEnumDefault() == null
                    && !now.getEnumSymbols().isEmpty()) {
                add(
                        "enum-default",
                        pointer,
                        null,
                        AvroFragments.type(now),
                        "an enum without a default can never get another symbol: readers of this schema fail on it",
                        "add \"default\" to the enum, as \""
                                + now.getEnumSymbols().get(0) + "\"");
            }
        }

        @Override
        public void fields(Schema.Field old, Schema.Field now, String pointer) {
            Schema type = now.schema();
            if (type.getType() != Schema.Type.UNION || !type.isNullable()) {
                return;
            }
            Schema first = type.getTypes().get(0);
            if (now.hasDefaultValue()) {
                if ((now.defaultVal() == JsonProperties.NULL_VALUE) != (first.getType() == Schema.Type.NULL)) {
                    add(
                            "union-default",
                            pointer,
                            null,
                            AvroFragments.field(now),
                            "the default is not of the union's first branch, which many readers ask for",
                            "put the default's type first in the union");
                }
            } else if (first.getType() != Schema.Type.NULL) {
                add(
                        "nullable-order",
                        pointer,
                        null,
                        AvroFragments.field(now),
                        "it may be null, and yet can be neither left out nor removed later: it has no default",
                        "put \"null\" first in the union and add \"default\": null");
            }
        }
    }

    private final class Since implements AvroWalk.Visitor {
        @Override
        public void types(Schema old, Schema now, String pointer) {
            if (old.getType() != now.getType()) {
                promotion(old, now, pointer);
                return;
            }
            String before = AvroFragments.type(old);
            String after = AvroFragments.type(now);
            switch (now.getType()) {
                case RECORD, ENUM, FIXED -> {
                    if (old.getName().equals(now.getName())
                            && !Objects.equals(old.getNamespace(), now.getNamespace())) {
                        add(
                                "namespace",
                                pointer,
                                old.getFullName(),
                                now.getFullName(),
                                "another namespace is another class in generated code, and another branch of a union",
                                "keep the namespace, or add \"aliases\": [\"" + old.getFullName() + "\"]");
                    }
                }
                default -> {}
            }
            logical(old, now, pointer, before, after);
        }

        private void logical(Schema old, Schema now, String pointer, String before, String after) {
            String was = old.getProp("logicalType");
            String is = now.getProp("logicalType");
            if (Objects.equals(was, is)) {
                if ("decimal".equals(is)) {
                    decimal(old, now, pointer, before, after);
                }
                return;
            }
            boolean times = was != null && is != null && TIMES.contains(was) && TIMES.contains(is);
            add(
                    times ? "timestamp-unit" : "logical-type",
                    pointer,
                    before,
                    after,
                    times
                            ? "old data is read as if it had been written in the new unit: wrong by a factor of"
                                    + " thousands"
                            : "old data is read with another meaning than it was written with",
                    "keep the logical type, and add a field of another name for the new one");
        }

        private void decimal(Schema old, Schema now, String pointer, String before, String after) {
            if (!Objects.equals(scale(old), scale(now))) {
                add(
                        "decimal-scale",
                        pointer,
                        before,
                        after,
                        "old data is read with the new scale: every amount is off by a power of ten",
                        "keep \"scale\": " + scale(old) + ", or add a field of another name");
            }
            if (!Objects.equals(old.getObjectProp("precision"), now.getObjectProp("precision"))) {
                add(
                        "decimal-precision",
                        pointer,
                        before,
                        after,
                        "amounts of the one may not fit into what readers of the other keep them in",
                        "keep \"precision\": " + old.getObjectProp("precision")
                                + " unless every store takes the other");
            }
        }

        private static Object scale(Schema schema) {
            Object scale = schema.getObjectProp("scale");
            return scale == null ? 0 : scale;
        }

        private void promotion(Schema old, Schema now, String pointer) {
            boolean floating = now.getType() == Schema.Type.FLOAT || now.getType() == Schema.Type.DOUBLE;
            boolean loses = old.getType() == Schema.Type.LONG && floating
                    || old.getType() == Schema.Type.INT && now.getType() == Schema.Type.FLOAT;
            boolean text = old.getType() == Schema.Type.STRING && now.getType() == Schema.Type.BYTES
                    || old.getType() == Schema.Type.BYTES && now.getType() == Schema.Type.STRING;
            if (loses) {
                add(
                        "lossy-promotion",
                        pointer,
                        AvroFragments.type(old),
                        AvroFragments.type(now),
                        "large numbers of old data are rounded when they are read",
                        "use \""
                                + (now.getType() == Schema.Type.FLOAT && old.getType() == Schema.Type.INT
                                        ? "double"
                                        : "long")
                                + "\"");
            } else if (text) {
                add(
                        "text-bytes",
                        pointer,
                        AvroFragments.type(old),
                        AvroFragments.type(now),
                        "bytes that are no UTF-8 cannot be read as text",
                        "keep the type unless all of the data is text");
            }
        }

        @Override
        public void fields(Schema.Field old, Schema.Field now, String pointer) {
            if (old.hasDefaultValue()
                    && now.hasDefaultValue()
                    && !AvroDefaults.text(old).equals(AvroDefaults.text(now))) {
                add(
                        "default-changed",
                        pointer + "/default",
                        AvroDefaults.text(old),
                        AvroDefaults.text(now),
                        "data without the field means one thing to old readers and another to new ones",
                        "keep the default");
            }
        }

        @Override
        public void field(
                Schema.@Nullable Field old,
                Schema.@Nullable Field now,
                Schema oldRecord,
                Schema nowRecord,
                String pointer) {
            if (now == null) {
                return;
            }
            for (Schema.Field gone : oldRecord.getFields()) {
                boolean stays =
                        nowRecord.getFields().stream().anyMatch(each -> gone.equals(AvroWalk.before(oldRecord, each)));
                if (!stays && AvroFragments.type(gone.schema()).equals(AvroFragments.type(now.schema()))) {
                    add(
                            "renamed-field",
                            pointer,
                            AvroFragments.field(gone),
                            AvroFragments.field(now),
                            "if this is \"" + gone.name() + "\" by another name, what old data has there is lost",
                            "add \"aliases\": [\"" + gone.name() + "\"] to the field");
                    return;
                }
            }
        }
    }

    private void add(
            String rule, String pointer, @Nullable String old, @Nullable String now, String message, String mend) {
        if (findings.size() < MOST) {
            findings.add(new Finding(rule, pointer, old, now, message, mend));
        }
    }
}
