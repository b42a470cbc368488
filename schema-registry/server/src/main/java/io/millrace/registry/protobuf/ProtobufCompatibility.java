package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reader's file cannot make of the bytes of a writer's: messages by name, fields by number. Each pair of messages
 * is compared once, so the work is bounded by what the two files declare. One thread, once.
 */
final class ProtobufCompatibility {
    /** Nobody reads more, and an answer has an end. */
    private static final int MOST_NAMED = 1_000;

    private final Direction direction;
    private final List<Incompatibility> found = new ArrayList<>();
    /** Whether two messages fit; one that is being compared does until something is found. */
    private final Map<Pair, Boolean> compared = new HashMap<>();

    private ProtobufCompatibility(Direction direction) {
        this.direction = direction;
    }

    private record Pair(Descriptor reader, Descriptor writer) {}

    static List<Incompatibility> check(FileDescriptor reader, FileDescriptor writer, Direction direction) {
        ProtobufCompatibility check = new ProtobufCompatibility(direction);
        if (!reader.getPackage().equals(writer.getPackage())) {
            FileDescriptor old = direction == Direction.NEW_READS_OLD ? writer : reader;
            check.add(
                    Rule.PACKAGE_CHANGED,
                    Place.ROOT + "/",
                    reader.getPackage(),
                    Fragments.ofPackage(reader),
                    Fragments.ofPackage(writer),
                    Mends.ofPackage(old.getPackage()));
        }
        check.types(Place.ROOT, reader.getMessageTypes(), writer.getMessageTypes());
        check.extensions(reader, writer);
        return List.copyOf(check.found);
    }

    private void types(String path, List<Descriptor> reader, List<Descriptor> writer) {
        Map<String, Descriptor> byName = new HashMap<>();
        reader.forEach(each -> byName.put(each.getName(), each));
        for (Descriptor each : writer) {
            if (each.getOptions().getMapEntry()) {
                continue;
            }
            Descriptor other = byName.get(each.getName());
            if (other == null || other.getOptions().getMapEntry()) {
                String text = Fragments.of(each);
                add(
                        Rule.MESSAGE_REMOVED,
                        Place.in(path, each.getName()),
                        each.getName(),
                        null,
                        text,
                        Mends.ofMissing(text, direction));
            } else {
                messages(Place.in(path, each.getName()), other, each);
            }
        }
    }

    /** Whether nothing was found. */
    private boolean messages(String path, Descriptor reader, Descriptor writer) {
        Pair pair = new Pair(reader, writer);
        Boolean known = compared.putIfAbsent(pair, true);
        if (known != null) {
            return known;
        }
        int before = found.size();
        oneofs(path, reader, writer);
        fields(path, reader, writer);
        boolean fits = found.size() == before;
        compared.put(pair, fits);
        types(path, reader.getNestedTypes(), writer.getNestedTypes());
        return fits;
    }

    /** Fields that could be set together and no longer can. */
    private void oneofs(String path, Descriptor reader, Descriptor writer) {
        for (OneofDescriptor oneof : reader.getRealOneofs()) {
            Set<Object> origins = new HashSet<>();
            int loose = 0;
            for (FieldDescriptor field : oneof.getFields()) {
                FieldDescriptor old = writer.findFieldByNumber(field.getNumber());
                if (old != null) {
                    OneofDescriptor origin = old.getRealContainingOneof();
                    loose += origin == null ? 1 : 0;
                    origins.add(origin == null ? old : origin);
                }
            }
            if (origins.size() > 1) {
                add(
                        loose > 1 ? Rule.MULTIPLE_FIELDS_MOVED_TO_ONEOF : Rule.FIELD_MOVED_TO_EXISTING_ONEOF,
                        Place.in(path, oneof.getName()),
                        oneof.getName(),
                        Fragments.of(oneof),
                        null,
                        Mends.ofOneof(oneof.getName(), direction));
            }
        }
    }

    private void fields(String path, Descriptor reader, Descriptor writer) {
        Map<Integer, FieldDescriptor> all = new TreeMap<>();
        reader.getFields().forEach(each -> all.put(each.getNumber(), each));
        writer.getFields().forEach(each -> all.putIfAbsent(each.getNumber(), each));
        for (int number : all.keySet()) {
            FieldDescriptor read = reader.findFieldByNumber(number);
            FieldDescriptor written = writer.findFieldByNumber(number);
            if (written == null) {
                added(path, read);
            } else if (read == null) {
                removed(path, written, reader);
            } else {
                both(at(path, read), read, written);
            }
        }
    }

    private static String at(String path, FieldDescriptor field) {
        OneofDescriptor oneof = field.getRealContainingOneof();
        return Place.in(oneof == null ? path : Place.in(path, oneof.getName()), field.getNumber());
    }

    private void added(String path, FieldDescriptor read) {
        if (read.isRequired()) {
            add(
                    Rule.REQUIRED_FIELD_ADDED,
                    at(path, read),
                    read.getName(),
                    Fragments.of(read),
                    null,
                    Mends.ofRequired(read, true, direction));
        }
    }

    private void removed(String path, FieldDescriptor written, Descriptor reader) {
        if (written.isRequired()) {
            add(
                    Rule.REQUIRED_FIELD_REMOVED,
                    at(path, written),
                    written.getName(),
                    null,
                    Fragments.of(written),
                    Mends.ofRequired(written, false, direction));
            return;
        }
        OneofDescriptor oneof = written.getRealContainingOneof();
        if (oneof != null && survives(oneof, reader)) {
            String text = Fragments.of(written);
            add(
                    Rule.ONEOF_FIELD_REMOVED,
                    at(path, written),
                    written.getName(),
                    null,
                    text,
                    Mends.ofMissing(text, direction));
        }
    }

    /** A oneof that went with all its fields is like a field that went. */
    private static boolean survives(OneofDescriptor oneof, Descriptor reader) {
        return reader.getRealOneofs().stream().anyMatch(each -> each.getName().equals(oneof.getName()))
                || oneof.getFields().stream().anyMatch(each -> reader.findFieldByNumber(each.getNumber()) != null);
    }

    private void both(String path, FieldDescriptor read, FieldDescriptor written) {
        if (read.isRequired() && !written.isRequired()) {
            field(Rule.REQUIRED_FIELD_ADDED, path, read, written, Mends.ofRequired(read, true, direction));
        }
        types(path, read, written, read, written);
    }

    /** Compares types, those of a map's key and value too; {@code shown} are the fields as they are written. */
    private void types(
            String path,
            FieldDescriptor read,
            FieldDescriptor written,
            FieldDescriptor shownRead,
            FieldDescriptor shownWritten) {
        Rule broken = null;
        if (shape(read) != shape(written)) {
            broken = Rule.FIELD_KIND_CHANGED;
        } else if (read.isMapField()) {
            for (int i = 0; i < 2; i++) {
                types(
                        path,
                        read.getMessageType().getFields().get(i),
                        written.getMessageType().getFields().get(i),
                        shownRead,
                        shownWritten);
            }
        } else if (read.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            broken = named(read.getMessageType(), written.getMessageType()) ? null : Rule.FIELD_NAMED_TYPE_CHANGED;
        } else if (ScalarKind.of(read) != ScalarKind.of(written)) {
            broken = Rule.FIELD_SCALAR_KIND_CHANGED;
        } else if (read.isRepeated() != written.isRepeated() && ScalarKind.of(read) != ScalarKind.STRING_OR_BYTES) {
            broken = Rule.FIELD_NUMERIC_LABEL_CHANGED;
        }
        if (broken != null) {
            field(broken, path, shownRead, shownWritten, Mends.ofField(shownRead, shownWritten, direction));
        }
    }

    /** Fields that a file adds to messages; options are no data. */
    private void extensions(FileDescriptor reader, FileDescriptor writer) {
        Map<String, FieldDescriptor> read = Extensions.ofData(reader);
        Extensions.ofData(writer).forEach((place, written) -> {
            FieldDescriptor same = read.get(place);
            if (same != null) {
                both(place, same, written);
            }
        });
    }

    private enum Shape {
        SCALAR,
        MAP,
        MESSAGE,
        /** A message between two marks instead of behind its length. */
        GROUP
    }

    private static Shape shape(FieldDescriptor field) {
        if (field.isMapField()) {
            return Shape.MAP;
        }
        return switch (field.getType()) {
            case MESSAGE -> Shape.MESSAGE;
            case GROUP -> Shape.GROUP;
            default -> Shape.SCALAR;
        };
    }

    /** The name counts without the package; what is imported, or stands elsewhere, is compared here. */
    private boolean named(Descriptor reader, Descriptor writer) {
        String name = ProtoNames.local(reader);
        if (!name.equals(ProtoNames.local(writer))) {
            return false;
        }
        if (reader.equals(writer)) {
            return true;
        }
        return messages(Place.in(Place.ROOT, name.replace('.', '/')), reader, writer);
    }

    private void field(Rule rule, String path, FieldDescriptor read, FieldDescriptor written, String mend) {
        add(rule, path, read.getName(), Fragments.of(read), Fragments.of(written), mend);
    }

    private void add(
            Rule rule, String path, String info, @Nullable String reader, @Nullable String writer, String mend) {
        if (found.size() < MOST_NAMED) {
            found.add(new Incompatibility(
                    rule.name(), rule.describe(path, direction), Fragments.cut(info), path, reader, writer, mend));
        }
    }
}
