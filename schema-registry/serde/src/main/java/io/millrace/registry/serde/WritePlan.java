package io.millrace.registry.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.reflect.ReflectDatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** How data of one schema is written in one topic. Any thread. */
final class WritePlan {
    final String topic;
    final Schema source;
    final boolean specific;
    final int id;
    /** What goes into the header that names the schema, or null when its id stands before the record. */
    final byte @Nullable [] header;

    private final boolean bareBytes;
    private final DatumWriter<Object> writer;
    private final @Nullable Translation translation;

    /** From the data's own schema to the subject's newest, by Avro's rules of evolution: right before fast. */
    private record Translation(GenericDatumReader<Object> reader, DatumWriter<Object> writer) {}

    /** With the class of the first datum, null for a generic one. */
    WritePlan(
            String topic,
            Schema source,
            @Nullable Class<?> specific,
            SchemaIds.Target target,
            byte @Nullable [] header,
            SerdeConfig config,
            Reflection reflection) {
        this.topic = topic;
        this.source = source;
        this.specific = specific != null;
        this.id = target.id();
        this.header = header;
        this.bareBytes = source.getType() == Schema.Type.BYTES;
        if (specific != null) {
            this.writer = new SpecificDatumWriter<>(source, SpecificData.getForClass(specific));
        } else if (config.reflection()) {
            this.writer = new ReflectDatumWriter<>(source, reflection.data());
        } else {
            this.writer = new GenericDatumWriter<>(source, LogicalTypes.of(config.logicalTypes()));
        }
        this.translation = target.schema().equals(source)
                ? null
                : new Translation(
                        new GenericDatumReader<>(source, target.schema(), LogicalTypes.RAW),
                        new GenericDatumWriter<>(target.schema(), LogicalTypes.RAW));
    }

    void write(Object datum, AvroSink sink) throws IOException {
        if (bareBytes) {
            writeBare(datum, sink);
        } else if (translation == null) {
            writer.write(datum, sink);
        } else {
            AvroSink own = new AvroSink().begin(0);
            writer.write(datum, own);
            byte[] bytes = own.toBytes();
            Object translated = translation.reader.read(
                    null,
                    new AvroSource()
                            .over(bytes, AvroDeserializer.HEAD_BYTES, bytes.length - AvroDeserializer.HEAD_BYTES));
            translation.writer.write(translated, sink);
        }
    }

    // Bytes on their own stand without Avro's length before them.
    private static void writeBare(Object datum, AvroSink sink) {
        if (datum instanceof byte[] bytes) {
            sink.writeFixed(bytes, 0, bytes.length);
            return;
        }
        ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        sink.writeFixed(bytes, 0, bytes.length);
    }
}
