package io.millrace.registry.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Files with one message {@code M} and what it holds, files that follow them, and messages: the same for the same seed. */
final class RandomProto {
    private static final List<String> TYPES = List.of(
            "int32",
            "int64",
            "uint32",
            "uint64",
            "bool",
            "sint32",
            "sint64",
            "string",
            "bytes",
            "fixed32",
            "sfixed32",
            "fixed64",
            "sfixed64",
            "float",
            "double",
            "E",
            "N",
            "map<string, int32>",
            "map<int64, N>");

    private final Random random;
    /** By number. */
    private final TreeMap<Integer, Field> fields = new TreeMap<>();

    private record Field(String type, String label, String oneof) {}

    RandomProto(long seed) {
        random = new Random(seed);
        for (int i = 1; i <= 6; i++) {
            if (random.nextInt(4) > 0) {
                fields.put(i, field());
            }
        }
    }

    private Field field() {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        boolean map = type.startsWith("map");
        return switch (random.nextInt(5)) {
            case 0 -> new Field(type, map ? "" : "repeated ", "");
            case 1 -> new Field(type, map ? "" : "optional ", "");
            case 2 -> new Field(type, "", map ? "" : random.nextBoolean() ? "k" : "l");
            default -> new Field(type, "", "");
        };
    }

    /** Each field stays as it is, mostly; some get another type, label or place, come or go. */
    void evolve() {
        for (int i = 1; i <= 7; i++) {
            Field old = fields.get(i);
            int what = random.nextInt(24);
            if (old == null || what == 0) {
                if (random.nextInt(3) == 0) {
                    fields.put(i, field());
                }
            } else if (what == 1) {
                fields.remove(i);
            } else if (what < 5 && !old.type().startsWith("map")) {
                fields.put(i, new Field(TYPES.get(random.nextInt(17)), old.label(), old.oneof()));
            } else if (what == 5 && !old.type().startsWith("map")) {
                fields.put(i, new Field(old.type(), old.label().isEmpty() ? "repeated " : "", ""));
            } else if (what == 6 && !old.type().startsWith("map")) {
                fields.put(i, new Field(old.type(), "", old.oneof().isEmpty() ? "k" : ""));
            }
        }
    }

    String text() {
        StringBuilder text = new StringBuilder("syntax = \"proto3\"; package p; message M { ");
        for (String oneof : new String[] {"", "k", "l"}) {
            StringBuilder inside = new StringBuilder();
            fields.forEach((number, field) -> {
                if (field.oneof().equals(oneof)) {
                    inside.append(field.label() + field.type() + " f" + number + " = " + number + "; ");
                }
            });
            text.append(oneof.isEmpty() || inside.isEmpty() ? inside : "oneof " + oneof + " { " + inside + "} ");
        }
        return text + "} message N { int32 a = 1; string b = 2; } enum E { X = 0; Y = 1; Z = 7; }";
    }

    DynamicMessage message(Descriptor type) {
        DynamicMessage.Builder made = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (field.isMapField()) {
                made.addRepeatedField(field, entry(field.getMessageType()));
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    made.addRepeatedField(field, value(field));
                }
            } else if (random.nextInt(3) > 0) {
                made.setField(field, value(field));
            }
        }
        return made.build();
    }

    private DynamicMessage entry(Descriptor type) {
        DynamicMessage.Builder made = DynamicMessage.newBuilder(type);
        type.getFields().forEach(field -> made.setField(field, value(field)));
        return made.build();
    }

    private Object value(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? random.nextInt(100) : (Object) random.nextInt();
            case LONG -> random.nextBoolean() ? (Object) (long) random.nextInt(100) : (Object) random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(random.nextInt(9));
            case BYTE_STRING -> ByteString.copyFromUtf8(text(random.nextInt(9)));
            case ENUM -> new ArrayList<>(field.getEnumType().getValues()).get(random.nextInt(3));
            case MESSAGE -> message(field.getMessageType());
        };
    }

    private String text(int length) {
        return "äbc xyz €".substring(0, length);
    }
}
