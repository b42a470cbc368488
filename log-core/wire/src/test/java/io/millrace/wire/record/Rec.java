package io.millrace.wire.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** One record in a form that both sides are compared in. */
record Rec(long timestamp, String key, String value, List<String> headers) {
    private static final String NULL = "<null>";

    static Arbitrary<List<Rec>> lists() {
        Arbitrary<String> text = Arbitraries.strings()
                .all()
                .ofMaxLength(200)
                .map(Rec::wellFormed)
                .injectNull(0.2)
                .map(s -> s == null ? NULL : s);
        Arbitrary<List<String>> headers =
                text.list().ofMaxSize(6).map(l -> l.size() % 2 == 0 ? l : l.subList(1, l.size()));
        Arbitrary<Long> timestamps = Arbitraries.longs().between(-1, 4_000_000_000_000L);
        return Combinators.combine(timestamps, text, text, headers)
                .as(Rec::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    byte[] keyBytes() {
        return bytes(key);
    }

    byte[] valueBytes() {
        return bytes(value);
    }

    Header[] kafkaHeaders() {
        Header[] made = new Header[headers.size() / 2];
        for (int i = 0; i < made.length; i++) {
            made[i] = new RecordHeader(headers.get(2 * i), bytes(headers.get(2 * i + 1)));
        }
        return made;
    }

    SimpleRecord kafka() {
        return new SimpleRecord(timestamp, keyBytes(), valueBytes(), kafkaHeaders());
    }

    static Rec of(Record record) {
        List<String> headers = Arrays.stream(record.headers())
                .flatMap(h -> Stream.of(h.key(), text(h.value() == null ? null : ByteBuffer.wrap(h.value()))))
                .toList();
        return new Rec(record.timestamp(), text(record.key()), text(record.value()), headers);
    }

    static Rec of(RecordCursor cursor) {
        List<String> headers = new ArrayList<>();
        cursor.forEachHeader((keyPosition, keySize, valuePosition, valueSize) -> {
            headers.add(text(cursor.buffer().slice(keyPosition, keySize)));
            headers.add(text(valueSize < 0 ? null : cursor.buffer().slice(valuePosition, valueSize)));
        });
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        return new Rec(
                cursor.timestamp(),
                text(key == null ? null : ByteBuffer.wrap(key)),
                text(value == null ? null : ByteBuffer.wrap(value)),
                headers);
    }

    static List<Rec> of(RecordBatch batch) {
        List<Rec> records = new ArrayList<>();
        batch.forEach(record -> records.add(of(record)));
        return records;
    }

    static List<Rec> all(RecordCursor cursor) {
        List<Rec> records = new ArrayList<>();
        while (cursor.next()) {
            records.add(of(cursor));
        }
        return records;
    }

    private static byte[] bytes(String text) {
        return NULL.equals(text) ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null
                ? NULL
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static String wellFormed(String any) {
        return new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
