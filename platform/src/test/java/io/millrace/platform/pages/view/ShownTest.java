package io.millrace.platform.pages.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final Schema NESTED = new Schema.Parser().parse("""
                    {"type":"record","name":"R","fields":[{"name":"next","type":["null","R"]},
                     {"name":"m","type":{"type":"map","values":"string"}},{"name":"a","type":{"type":"array","items":"long"}},
                     {"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
                     {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}}]}""");

    @Test
    void longTextIsCutBetweenCharacters() {
        String text = "x".repeat(Shown.MAX_TEXT - 1) + "\uD83D\uDE00 and more";

        Shown shown = shown(text.getBytes(StandardCharsets.UTF_8));

        assertThat(shown.kind()).isEqualTo("text");
        assertThat(shown.cut()).isTrue();
        assertThat(shown.text()).isEqualTo("x".repeat(Shown.MAX_TEXT - 1));
    }

    @Test
    void textWhoseBytesWereCutWithinACharacterIsStillText() {
        byte[] all = "\u00e9".repeat(100).getBytes(StandardCharsets.UTF_8);

        Shown shown = Shown.of(Arrays.copyOf(all, 101), all.length, id -> null);

        assertThat(shown.kind()).isEqualTo("text");
        assertThat(shown.text()).isEqualTo("\u00e9".repeat(50));
        assertThat(shown.cut()).isTrue();
    }

    @Test
    void eightBytesMayBeACount() {
        Shown shown = shown(ByteBuffer.allocate(8).putLong(42).array());

        assertThat(shown.kind()).isEqualTo("hex");
        assertThat(shown.note()).isEqualTo("as a long 42");
    }

    @Test
    void bytesThatDoNotFitTheirSchemaAreShownAsBytesWithTheReason() {
        byte[] framed = {0, 0, 0, 0, 1, 9, 9, 9};

        Shown shown = Shown.of(framed, framed.length, id -> new Shown.Known(NESTED, false, null));

        assertThat(shown.kind()).isEqualTo("hex");
        assertThat(shown.note()).startsWith("does not fit schema 1");
    }

    @Test
    void aDecimalIsANumberForPeople() {
        byte[] framed = {0, 0, 0, 0, 1, 0, 0, 0, 4, 0x04, (byte) 0xd2, 2};

        Shown shown = Shown.of(framed, framed.length, id -> new Shown.Known(NESTED, false, null));

        assertThat(shown.text()).isEqualTo("{\"next\":null,\"m\":{},\"a\":[],\"d\":\"12.34\",\"e\":\"B\"}");
    }

    @Property(tries = 2000)
    void noBytesBreakIt(@ForAll @Size(max = 64) byte[] bytes) {
        byte[] framed = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, framed, 5, bytes.length);

        assertThat(shown(bytes).sizeInBytes()).isEqualTo(bytes.length);
        assertThat(Shown.of(framed, framed.length, id -> new Shown.Known(NESTED, false, null))
                        .kind())
                .isIn("avro", "hex");
    }

    private static Shown shown(byte[] bytes) {
        return Shown.of(bytes, bytes.length, id -> null);
    }
}
