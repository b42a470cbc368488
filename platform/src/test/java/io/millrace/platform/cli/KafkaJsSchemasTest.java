package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** npm's client of schema registries on a whole node: each side reads what the other wrote. */
@Tag("full")
@Timeout(120)
class KafkaJsSchemasTest {
    private static final int COUNT = 100;
    private static final Schema FLIGHT = new Schema.Parser().parse("""
            {"type": "record", "name": "Flight", "namespace": "ns", "fields": [
              {"name": "name", "type": "string"},
              {"name": "number", "type": "long"},
              {"name": "score", "type": "double"},
              {"name": "note", "type": ["null", "string"], "default": null},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["ARRIVAL", "DEPARTURE"]}},
              {"name": "tags", "type": {"type": "array", "items": "string"}},
              {"name": "sizes", "type": {"type": "map", "values": "int"}},
              {"name": "blob", "type": "bytes"},
              {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
                {"name": "code", "type": "string"}]}}]}""");
    private static final String WITHOUT_DEFAULT =
            "{\"type\":\"record\",\"name\":\"Flight\",\"namespace\":\"ns\",\"fields\":[{\"name\":\"gate\",\"type\":\"int\"}]}";

    @TempDir
    private Path directory;

    @Test
    void kafkaJsRegistersEncodesAndDecodes() throws Exception {
        NodeScript.assumeInstalled("kafkajs");
        NodeScript.assumeInstalled("@kafkajs/confluent-schema-registry");
        try (Started node = Started.node(directory, "--pages", "off", "--connect", "off")) {
            write(node);

            List<JsonNode> lines = NodeScript.run(
                    "kafkajs-schemas.js", node.at("kafka"), node.at("registry"), FLIGHT.toString(), WITHOUT_DEFAULT);
            JsonNode told = lines.get(lines.size() - 1);

            assertThat(told.path("refusal").asText()).contains("incompatible");
            assertThat(told.path("decoded").asInt()).as(told.toString()).isEqualTo(COUNT);
            for (String right : List.of("sameId", "latest", "byVersion", "bySchema")) {
                assertThat(told.path(right).asBoolean()).as(right + told).isTrue();
            }
            assertThat(read(node)).isEqualTo(flights());
        }
    }

    private static void write(Started node) throws Exception {
        Serializer<Object> values = new AvroSerializer();
        values.configure(Map.of("schema.registry.url", node.at("registry")), false);
        Map<String, Object> settings = Map.of("bootstrap.servers", node.at("kafka"));
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(settings, new StringSerializer(), values)) {
            int i = 0;
            for (GenericRecord flight : flights()) {
                producer.send(new ProducerRecord<>("from-java", 0, "k" + i++, flight));
            }
            producer.flush();
        }
    }

    private static List<GenericRecord> read(Started node) {
        Deserializer<Object> values = new AvroDeserializer();
        values.configure(Map.of("schema.registry.url", node.at("registry")), false);
        Map<String, Object> settings = Map.of("bootstrap.servers", node.at("kafka"), "auto.offset.reset", "earliest");
        List<GenericRecord> found = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            List<TopicPartition> all = consumer.partitionsFor("from-js").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            while (found.size() < COUNT && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, Object> each : consumer.poll(Duration.ofMillis(200))) {
                    found.add((GenericRecord) each.value());
                }
            }
        }
        found.sort((one, other) -> Long.compare((long) one.get("number"), (long) other.get("number")));
        return found;
    }

    /** As the script makes them. */
    private static List<GenericRecord> flights() {
        List<GenericRecord> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            all.add(new GenericRecordBuilder(FLIGHT)
                    .set("name", text("név " + i))
                    .set("number", i * 1_000_000_000_000L)
                    .set("score", i / 8.0)
                    .set("note", i % 2 == 0 ? null : text("odd"))
                    .set(
                            "kind",
                            new GenericData.EnumSymbol(
                                    FLIGHT.getField("kind").schema(), i % 3 == 0 ? "ARRIVAL" : "DEPARTURE"))
                    .set("tags", List.of(text("a"), text("b")).subList(0, i % 3))
                    .set("sizes", Map.of(text("width"), i, text("height"), 2 * i))
                    .set("blob", ByteBuffer.wrap(new byte[] {0, (byte) i, (byte) 255}))
                    .set(
                            "place",
                            new GenericRecordBuilder(FLIGHT.getField("place").schema())
                                    .set("code", text("VIE"))
                                    .build())
                    .build());
        }
        return all;
    }

    private static CharSequence text(String text) {
        return new Utf8(text);
    }
}
