package io.millrace.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final List<Serde<?>> KNOWN = List.of(
            Serdes.String(),
            Serdes.Long(),
            Serdes.Integer(),
            Serdes.Short(),
            Serdes.Double(),
            Serdes.ByteArray(),
            Serdes.Bytes());

    @Test
    void carriesOnlyBytesThatTheSerializerGivesBack() {
        Random random = new Random(5);
        for (Serde<?> serde : KNOWN) {
            Codec codec = Codec.of(serde);
            int accepted = 0;
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = bytes(random);
                if (!codec.accepts(bytes, 0, bytes.length)) {
                    continue;
                }
                accepted++;
                Object object = serde.deserializer().deserialize("t", bytes.clone());
                assertThat(codec.encode("t", new RecordHeaders(), object))
                        .as("%s %s", codec.kind(), Arrays.toString(bytes))
                        .isEqualTo(bytes);
                assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(object);
            }
            assertThat(accepted).as("%s", codec.kind()).isPositive();
        }
    }

    @Test
    void acceptsEveryStringsBytesAndNoMalformedOnes() {
        Random random = new Random(6);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes(random);
            byte[] back = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);

            assertThat(Utf8.wellFormed(bytes, 0, bytes.length))
                    .as("%s", Arrays.toString(bytes))
                    .isEqualTo(Arrays.equals(bytes, back));
        }
    }

    @Test
    void findsTheMalformedByteWhereverItLiesInALongText() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] middle = bytes(random);
            int before = random.nextInt(80);
            byte[] text = new byte[before + middle.length + random.nextInt(80)];
            Arrays.fill(text, (byte) 'a');
            System.arraycopy(middle, 0, text, before, middle.length);
            byte[] back = new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            byte[] around = new byte[text.length + 16];
            Arrays.fill(around, (byte) 0xFF);
            System.arraycopy(text, 0, around, 5, text.length);

            assertThat(Utf8.wellFormed(around, 5, text.length))
                    .as("%s", Arrays.toString(text))
                    .isEqualTo(Arrays.equals(text, back));
        }
    }

    @Test
    void assumesNothingOfAStringSerdeInAnotherCharset() {
        Serde<String> latin = Serdes.String();
        latin.configure(Map.of("serializer.encoding", "ISO-8859-1", "deserializer.encoding", "ISO-8859-1"), false);

        assertThat(Codec.of(latin).kind()).isEqualTo(Codec.Kind.OPAQUE);
        assertThat(Codec.of(Serdes.String()).kind()).isEqualTo(Codec.Kind.STRING);
        assertThat(Codec.of(Serdes.UUID()).kind()).isEqualTo(Codec.Kind.OPAQUE);
    }

    private static byte[] bytes(Random random) {
        if (random.nextInt(3) == 0) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.appendCodePoint(random.nextBoolean() ? random.nextInt(128) : random.nextInt(0xD800));
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[random.nextInt(10)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (new int[] {0xE0, 0xA0, 0x80, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xC2, 'a', 0xBF}
                        [random.nextInt(12)]);
            }
        }
        return bytes;
    }
}
