package io.millrace.benchmarks.streams.job;

import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Counts the input inside the job, on its one stream thread, and reads the meter exactly at the record that ends the warm-up. */
final class Taken {
    private static final CountDownLatch ALL = new CountDownLatch(1);

    private static Meter meter = new Meter(-1);
    private static long total;
    private static long warmAt;
    private static long taken;
    private static Meter.@Nullable Reading warm;

    private Taken() {}

    /** Said once, before the job starts. */
    static void expect(Meter with, long records, long warmUp) {
        meter = with;
        total = records;
        warmAt = warmUp;
    }

    /** One record more; always true, so that a filter can count. */
    static boolean one() {
        long now = ++taken;
        if (now == warmAt) {
            warm = meter.read();
        } else if (now == total) {
            ALL.countDown();
        }
        return true;
    }

    /** The serde, counting what it reads. */
    static <T> Serde<T> counting(Serde<T> serde) {
        Deserializer<T> reader = serde.deserializer();
        return Serdes.serdeFrom(serde.serializer(), (topic, bytes) -> {
            one();
            return reader.deserialize(topic, bytes);
        });
    }

    /** Opens when the last record was taken in. */
    static CountDownLatch all() {
        return ALL;
    }

    /** The meter as it stood after the warm-up; only once all was taken. */
    static Meter.Reading warm() {
        Meter.Reading reading = warm;
        if (reading == null) {
            throw new IllegalStateException("the warm-up has not ended");
        }
        return reading;
    }
}
