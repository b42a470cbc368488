package io.millrace.testkit;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.EmbeddedLog;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Producers and consumers of a log in this JVM, their serializers chosen by the type arguments of a parameter. */
final class Clients {
    private Clients() {}

    static Producer<?, ?> producer(EmbeddedLog log, Parameter declared) {
        return new LogProducer<>(
                Map.of("bootstrap.servers", log.inProcessServers()),
                serde(declared, 0).serializer(),
                serde(declared, 1).serializer());
    }

    /** In a group of that name, from the beginning. */
    static Consumer<?, ?> consumer(EmbeddedLog log, Parameter declared, String group) {
        return new LogConsumer<>(
                Map.of("bootstrap.servers", log.inProcessServers(), "group.id", group, "auto.offset.reset", "earliest"),
                serde(declared, 0).deserializer(),
                serde(declared, 1).deserializer());
    }

    /** Kafka has one for numbers, strings, bytes and UUIDs. */
    private static Serde<?> serde(Parameter declared, int argument) {
        Type type = declared.getParameterizedType();
        if (type instanceof ParameterizedType of && of.getActualTypeArguments()[argument] instanceof Class<?> known) {
            try {
                return Serdes.serdeFrom(known);
            } catch (IllegalArgumentException e) {
                throw new ParameterResolutionException(
                        declared + ": Kafka has no serializer for " + known.getName() + "; make the client yourself",
                        e);
            }
        }
        throw new ParameterResolutionException(
                declared + " needs types that Kafka has serializers for, as in Producer<String, Long>");
    }
}
