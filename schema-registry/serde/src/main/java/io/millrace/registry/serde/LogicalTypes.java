package io.millrace.registry.serde;

import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;

/** Generic data whose logical types are Java's own: BigDecimal, LocalDate, Instant and the like. Immutable. */
final class LogicalTypes {
    /** Leaves logical types as the numbers and bytes that carry them. */
    static final GenericData RAW = new GenericData();

    /** Converts all logical types that Avro has conversions for. */
    static final GenericData CONVERTED = with(
            new Conversions.DecimalConversion(),
            new Conversions.UUIDConversion(),
            new TimeConversions.DateConversion(),
            new TimeConversions.TimeMillisConversion(),
            new TimeConversions.TimeMicrosConversion(),
            new TimeConversions.TimestampMillisConversion(),
            new TimeConversions.TimestampMicrosConversion(),
            new TimeConversions.TimestampNanosConversion(),
            new TimeConversions.LocalTimestampMillisConversion(),
            new TimeConversions.LocalTimestampMicrosConversion(),
            new TimeConversions.LocalTimestampNanosConversion());

    private LogicalTypes() {}

    static GenericData of(boolean converted) {
        return converted ? CONVERTED : RAW;
    }

    private static GenericData with(Conversion<?>... conversions) {
        GenericData data = new GenericData();
        for (Conversion<?> conversion : conversions) {
            data.addLogicalTypeConversion(conversion);
        }
        return data;
    }
}
