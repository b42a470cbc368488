package io.millrace.registry.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.junit.jupiter.api.Test;

/** Our walk beside Apache Avro's own check. */
class AvroResolutionTest {
    private static final int ALL = Integer.MAX_VALUE;

    @Property(tries = 2000)
    void itFindsWhatAvroFinds(@ForAll long seed) {
        Random random = new Random(seed);
        Schema old = new AvroDataPropertiesTest.Schemas(random).record("R", 3);
        Schema now = new AvroDataPropertiesTest.Mutation(random).of(old);
        Schema other = new AvroDataPropertiesTest.Schemas(random).record("R", 3);

        assertSame(now, old);
        assertSame(old, now);
        assertSame(other, old);
    }

    @Test
    void typesThatUseEachOtherTwiceAreNamedUpToTheBound() {
        Schema old = doubled(40, "int");
        Schema now = doubled(40, "string");

        List<Incompatibility> found = AvroResolution.check(now, old, 10);

        assertThat(found)
                .hasSize(10)
                .allSatisfy(each -> assertThat(each.getType())
                        .isEqualTo(SchemaCompatibility.SchemaIncompatibilityType.TYPE_MISMATCH));
        assertThat(AvroResolution.check(doubled(40, "long"), old, 10)).isEmpty();
    }

    @Test
    void theBoundKeepsTheFirst() {
        Schema old = doubled(5, "int");
        Schema now = doubled(5, "string");

        List<Incompatibility> all = avro(now, old);

        assertThat(all).hasSize(32);
        assertThat(AvroResolution.check(now, old, ALL)).isEqualTo(all);
        assertThat(AvroResolution.check(now, old, 7)).isEqualTo(all.subList(0, 7));
    }

    private static void assertSame(Schema reader, Schema writer) {
        assertThat(AvroResolution.check(reader, writer, ALL))
                .as(reader + " reads " + writer)
                .isEqualTo(avro(reader, writer));
    }

    private static List<Incompatibility> avro(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    private static Schema doubled(int levels, String leaf) {
        Schema inner = new Schema.Parser().parse("\"" + leaf + "\"");
        for (int i = levels; i > 0; i--) {
            inner = Schema.createRecord(
                    "R" + i, null, null, false, List.of(new Schema.Field("a", inner), new Schema.Field("b", inner)));
        }
        return inner;
    }
}
