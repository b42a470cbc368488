package io.millrace.connect.herder;

import io.millrace.client.ClientThread;
import io.millrace.client.group.Offset;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.storage.Offsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far connectors have come: sources by their stored offsets, sinks by their group's. <i>Any thread.</i> */
final class Positions {
    private static final String GROUP = "connect-";

    private final ClientThread client;
    private final Offsets offsets;

    Positions(ClientThread client, Offsets offsets) {
        this.client = client;
        this.offsets = offsets;
    }

    CompletableFuture<Map<Map<String, ?>, Map<String, ?>>> of(String name, @Nullable PluginKind kind) {
        if (kind != PluginKind.SINK) {
            return CompletableFuture.completedFuture(offsets.all(name));
        }
        return client.<Map<TopicPartition, Offset>>ask((c, answer) -> c.admin().groupOffsets(GROUP + name, answer))
                .thenApply(Positions::ofGroup);
    }

    private static Map<Map<String, ?>, Map<String, ?>> ofGroup(Map<TopicPartition, Offset> committed) {
        Map<TopicPartition, Offset> sorted = new TreeMap<>((a, b) -> a.topic().equals(b.topic())
                ? Integer.compare(a.partition(), b.partition())
                : a.topic().compareTo(b.topic()));
        sorted.putAll(committed);
        Map<Map<String, ?>, Map<String, ?>> shown = new LinkedHashMap<>();
        sorted.forEach((at, offset) -> shown.put(
                Map.of("kafka_topic", at.topic(), "kafka_partition", at.partition()),
                Map.of("kafka_offset", offset.offset())));
        return shown;
    }
}
