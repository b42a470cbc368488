package io.millrace.registry.serde;

import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** A specific record as Avro's generator would write one, with a logical type. */
public final class Flight extends SpecificRecordBase {
    public static final Schema SCHEMA$ = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Flight\",\"namespace\":\"io.millrace.registry.serde\",\"fields\":["
                    + "{\"name\":\"carrier\",\"type\":\"string\"},"
                    + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
                    + "{\"name\":\"delay\",\"type\":[\"null\",\"int\"],\"default\":null}]}");
    private static final SpecificData MODEL$ = new SpecificData();

    static {
        MODEL$.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimestampMillisConversion());
    }

    private CharSequence carrier = "";
    private Instant at = Instant.EPOCH;
    private Integer delay;

    public Flight() {}

    Flight(String carrier, Instant at, Integer delay) {
        this.carrier = carrier;
        this.at = at;
        this.delay = delay;
    }

    static SpecificData model() {
        return MODEL$;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public SpecificData getSpecificData() {
        return MODEL$;
    }

    @Override
    public org.apache.avro.Conversion<?> getConversion(int field) {
        return field == 1 ? new org.apache.avro.data.TimeConversions.TimestampMillisConversion() : null;
    }

    @Override
    public Object get(int field) {
        return field == 0 ? carrier : field == 1 ? at : delay;
    }

    @Override
    public void put(int field, Object value) {
        switch (field) {
            case 0 -> carrier = value.toString();
            case 1 -> at = (Instant) value;
            default -> delay = (Integer) value;
        }
    }
}
