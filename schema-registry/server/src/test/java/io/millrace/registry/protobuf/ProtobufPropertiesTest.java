package io.millrace.registry.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Assertions;

/** What must hold for any schema and any data. */
class ProtobufPropertiesTest {
    private static final ProtobufProvider PROVIDER = new ProtobufProvider();

    @Property(tries = 1_000)
    void whatIsBackwardIsRead(@ForAll long seed) throws InvalidProtocolBufferException {
        RandomProto random = new RandomProto(seed);
        ProtobufSchema old = parse(random.text());
        random.evolve();
        ProtobufSchema now = parse(random.text());
        boolean fits = now.unreadable(old, Direction.NEW_READS_OLD).isEmpty();
        Statistics.label("backward").collect(fits);
        Descriptor reader = now.descriptor().findMessageTypeByName("M");
        DynamicMessage written = random.message(old.descriptor().findMessageTypeByName("M"));

        if (fits) {
            DynamicMessage read = DynamicMessage.parseFrom(reader, written.toByteArray());
            same(written, read);
        }

        assertThat(old.unreadable(now, Direction.OLD_READS_NEW).isEmpty())
                .as("who is new does not matter")
                .isEqualTo(old.unreadable(now, Direction.NEW_READS_OLD).isEmpty());
    }

    private static void same(DynamicMessage written, DynamicMessage read) {
        for (FieldDescriptor field : written.getDescriptorForType().getFields()) {
            FieldDescriptor now = read.getDescriptorForType().findFieldByNumber(field.getNumber());
            if (now == null || field.isMapField()) {
                continue;
            }
            List<?> before = values(written, field);
            List<?> after = now.isRepeated() ? values(read, now) : List.of(read.getField(now));
            if (before.isEmpty()) {
                continue;
            }
            if (field.isRepeated() && now.isRepeated()) {
                assertThat(after).as("%s as %s", field, now).hasSameSizeAs(before);
            }
            assertThat(after).as("%s as %s", field, now).isNotEmpty();
            Object one = before.get(before.size() - 1);
            Object other = after.get(after.size() - 1);
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (!field.isRepeated() && !now.isRepeated()) {
                    same((DynamicMessage) one, (DynamicMessage) other);
                }
            } else if (field.getType() == now.getType() || isSmall(one)) {
                assertThat(plain(other, one)).as("%s as %s", field, now).isEqualTo(plain(one, other));
            }
        }
    }

    /** What was written: in proto3 a default is not. */
    private static List<?> values(DynamicMessage message, FieldDescriptor field) {
        if (field.isRepeated()) {
            return (List<?>) message.getField(field);
        }
        return message.hasField(field) ? List.of(message.getField(field)) : List.of();
    }

    /** Fits every whole number. */
    private static boolean isSmall(Object value) {
        return !(value instanceof Number number) || number.longValue() >= 0 && number.longValue() < 100;
    }

    /** Comparable with the value of another type of the same group. */
    private static Object plain(Object value, Object other) {
        if (value instanceof EnumValueDescriptor constant) {
            return plain((long) constant.getNumber(), other);
        }
        if (value instanceof ByteString bytes) {
            return bytes.toStringUtf8();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            return other instanceof Boolean && number != 0 ? 1L : number;
        }
        return value;
    }

    @Property(tries = 300)
    void everyFormIsReadAsTheSame(@ForAll long seed) {
        ProtobufSchema schema = parse(new RandomProto(seed).text());

        assertThat(parse(schema.canonical()).canonical()).isEqualTo(schema.canonical());
        assertThat(parse(schema.normalized()).normalized()).isEqualTo(schema.normalized());
        assertThat(parse(schema.formatted("serialized")).normalized()).isEqualTo(schema.normalized());
        assertThat(schema.unreadable(parse(schema.normalized()), Direction.NEW_READS_OLD))
                .isEmpty();
    }

    @Property(tries = 2_000)
    void whatIsBrokenIsRefusedAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(new RandomProto(seed).text()
                + " extend N { string x = 100; } message O { option deprecated = true; reserved 2 to 5, 9; }"
                + " service S { rpc G (M) returns (N) { option (a.b) = { c: [1, \"\\x41\"] }; } }");
        String marks = "{}[]()<>;=.,\"'\\/*- \n0x9aé\0";
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, marks.charAt(random.nextInt(marks.length())));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
            }
        }

        try {
            ParsedSchema schema = PROVIDER.parse(text.toString(), Map.of(), false);
            assertThat(parse(schema.canonical()).canonical()).isEqualTo(schema.canonical());
        } catch (Refusal e) {
            assertThat(e.code()).isEqualTo(42201);
            assertThat(e.getMessage()).startsWith("Invalid schema");
        } catch (RuntimeException e) {
            Assertions.fail(text.toString(), e);
        }
    }

    @Property(tries = 2_000)
    void brokenBytesAreRefusedAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        String whole = new RandomProto(seed).text()
                + " message O { option deprecated = true; reserved 2 to 5, 9; reserved \"x\"; }"
                + " service S { rpc G (M) returns (N) { option deprecated = true; } }";
        byte[] bytes = Base64.getDecoder().decode(parse(whole).formatted("serialized"));
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }

        try {
            ParsedSchema schema = PROVIDER.parse(Base64.getEncoder().encodeToString(bytes), Map.of(), false);
            assertThat(parse(schema.canonical()).canonical()).isEqualTo(schema.canonical());
            assertThat(parse(schema.formatted("serialized")).normalized()).isEqualTo(schema.normalized());
        } catch (Refusal e) {
            assertThat(e.code()).isEqualTo(42201);
        }
    }

    private static ProtobufSchema parse(String text) {
        return (ProtobufSchema) PROVIDER.parse(text, Map.of(), false);
    }
}
