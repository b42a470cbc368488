package io.millrace.connector.jdbc.dialect;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.postgresql.util.ByteConverter;

/**
 * PostgreSQL's binary form of numeric: the number of digits to the base of 10,000, the weight of the first, sign, scale,
 * then the digits. The server drops zeros at either end by itself.
 */
final class NumericBytes {
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int HEAD_BYTES = 8;
    private static final int NEGATIVE = 0x4000;
    private static final int MOST_WHOLE_DIGITS = 131_072;
    private static final int MOST_FRACTION_DIGITS = 16_383;
    private static final int MOST_BITS = 62;
    /** With more digits after the point than this, they would not fit a long once they are filled up to whole groups. */
    private static final int MOST_SCALE = 16;

    private static final long[] POWERS_OF_TEN = new long[MOST_SCALE + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private NumericBytes() {}

    /** Adds the value as an element: by arithmetic on longs where it fits, which is many times faster. */
    static void add(BigDecimal value, ArrayBytes out) {
        int scale = value.scale();
        BigInteger unscaled = value.unscaledValue();
        if (scale >= 0 && scale <= MOST_SCALE && unscaled.bitLength() <= MOST_BITS) {
            add(unscaled.longValue(), scale, out);
        } else {
            refuseMoreThanFits(value);
            out.addBytes(ByteConverter.numeric(value));
        }
    }

    /** The fields of the form are two bytes wide: what is beyond them would come out as another number. */
    private static void refuseMoreThanFits(BigDecimal value) {
        long whole = value.signum() == 0 ? 0 : (long) value.precision() - value.scale();
        if (whole > MOST_WHOLE_DIGITS || value.scale() > MOST_FRACTION_DIGITS) {
            throw new ArithmeticException("a number of " + Math.max(whole, 0) + " digits before the point and "
                    + Math.max(value.scale(), 0) + " after it, where numeric takes " + MOST_WHOLE_DIGITS + " and "
                    + MOST_FRACTION_DIGITS);
        }
    }

    private static void add(long unscaled, int scale, ArrayBytes out) {
        long whole = Math.abs(unscaled);
        int fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
        long fraction = 0;
        if (scale > 0) {
            long one = POWERS_OF_TEN[scale];
            long all = whole;
            whole = all / one;
            fraction = (all - whole * one) * POWERS_OF_TEN[fractionGroups * BASE_DIGITS - scale];
        }
        int wholeGroups = groups(whole);
        int groups = wholeGroups + fractionGroups;
        int at = out.addSpace(HEAD_BYTES + 2 * groups);
        out.put(at, groups);
        out.put(at + 2, wholeGroups - 1);
        out.put(at + 4, unscaled < 0 ? NEGATIVE : 0);
        out.put(at + 6, scale);
        digits(fraction, fractionGroups, at + HEAD_BYTES + 2 * wholeGroups, out);
        digits(whole, wholeGroups, at + HEAD_BYTES, out);
    }

    private static int groups(long whole) {
        int groups = 0;
        for (long left = whole; left > 0; left /= BASE) {
            groups++;
        }
        return groups;
    }

    /** From the last group to the first. */
    private static void digits(long number, int groups, int at, ArrayBytes out) {
        long left = number;
        for (int i = groups - 1; i >= 0; i--) {
            long next = left / BASE;
            out.put(at + 2 * i, (int) (left - next * BASE));
            left = next;
        }
    }
}
