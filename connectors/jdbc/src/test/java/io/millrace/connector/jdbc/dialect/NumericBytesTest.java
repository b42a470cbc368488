package io.millrace.connector.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.postgresql.util.ByteConverter;

class NumericBytesTest {
    private static final int ARRAY_HEAD_AND_LENGTH = 24;

    @Property(tries = 2000)
    void whatIsWrittenIsReadByTheDriverAsTheSameNumber(
            @ForAll long unscaled, @ForAll @IntRange(min = 0, max = 20) int scale) {
        assertSame(BigDecimal.valueOf(unscaled, scale));
    }

    @Property(tries = 500)
    void smallNumbersToo(
            @ForAll @IntRange(min = -20_000, max = 20_000) int unscaled,
            @ForAll @IntRange(min = 0, max = 17) int scale) {
        assertSame(BigDecimal.valueOf(unscaled, scale));
    }

    @Example
    void theEdgesAreRight() {
        for (String edge : new String[] {
            "0",
            "0.00",
            "0.0001",
            "-0.0001",
            "1",
            "9999",
            "10000",
            "-10000.0000",
            "123456789012345678.9",
            "4611686018427387903",
            "4611686018427387904",
            "-4611686018427387904",
            "-9223372036854775808",
            "1E+5",
            "0.1234567890123456",
            "0.12345678901234567",
            "92233720368547758070.1"
        }) {
            assertSame(new BigDecimal(edge));
        }
        assertSame(new BigDecimal(BigInteger.TEN.pow(40), 3));
    }

    private static void assertSame(BigDecimal value) {
        var out = new ArrayBytes(PostgresType.NUMERIC.oid, 1);
        NumericBytes.add(value, out);
        byte[] all = out.toBytes();
        Number read = ByteConverter.numeric(Arrays.copyOfRange(all, ARRAY_HEAD_AND_LENGTH, all.length));
        assertThat((BigDecimal) read).isEqualByComparingTo(value);
        assertThat(((BigDecimal) read).scale()).isEqualTo(Math.max(0, value.scale()));
    }
}
