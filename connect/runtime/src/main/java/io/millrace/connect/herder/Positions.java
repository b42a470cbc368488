package io.millrace.connect.herder;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.group.Offset;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.storage.Offsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** How far connectors have come: sources by their stored offsets, sinks by their group's. <i>Any thread.</i> */
final class Positions {
    private static final String GROUP = "connect-";
    private static final String TOPIC = "kafka_topic";
    private static final String PARTITION = "kafka_partition";
    private static final String OFFSET = "kafka_offset";

    private final ClientThread client;
    private final Offsets offsets;

    Positions(ClientThread client, Offsets offsets) {
        this.client = client;
        this.offsets = offsets;
    }

    CompletableFuture<Map<Map<String, ?>, Map<String, ?>>> of(String name, @Nullable PluginKind kind) {
        return kind == PluginKind.SINK
                ? ofGroup(name).thenApply(Positions::shown)
                : CompletableFuture.completedFuture(offsets.all(name));
    }

    CompletableFuture<Map<TopicPartition, Offset>> ofGroup(String name) {
        return client.ask((c, answer) -> c.admin().groupOffsets(GROUP + name, answer));
    }

    /** Moves a source; null takes a position out. */
    CompletableFuture<Void> putSource(String name, Map<Map<String, ?>, @Nullable Map<String, ?>> changes) {
        return offsets.write(name, changes);
    }

    /** Every position of the source, to be taken out. */
    Map<Map<String, ?>, @Nullable Map<String, ?>> noneOfSource(String name) {
        Map<Map<String, ?>, @Nullable Map<String, ?>> none = new HashMap<>();
        offsets.all(name).keySet().forEach(partition -> none.put(partition, null));
        return none;
    }

    /** Moves a sink, whose group must be empty. */
    CompletableFuture<Void> putSink(String name, Map<TopicPartition, Long> changes) {
        Map<TopicPartition, Offset> committed = new HashMap<>();
        changes.forEach((partition, offset) -> committed.put(partition, new Offset(offset, -1, "")));
        return UntilEmpty.trying(
                () -> client.tell((c, done) -> c.admin().alterGroupOffsets(GROUP + name, committed, done)));
    }

    /** Forgets where a sink was. */
    CompletableFuture<Void> dropSink(String name) {
        return UntilEmpty.trying(() -> client.<Admin.Outcomes>ask(
                        (c, answer) -> c.admin().deleteGroups(List.of(GROUP + name), answer))
                .thenAccept(outcomes -> outcomes.failures().values().forEach(failure -> {
                    if (!(failure instanceof GroupIdNotFoundException)) {
                        throw failure;
                    }
                })));
    }

    /** A sink's positions as the REST interface has them; throws {@link Refused} on what is none. */
    static Map<TopicPartition, Long> ofSink(Map<Map<String, ?>, @Nullable Map<String, ?>> changes) {
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        changes.forEach((partition, offset) -> {
            if (offset == null) {
                throw new Refused(
                        Refused.BAD, "one partition of a sink cannot be reset alone; DELETE resets all of them");
            }
            positions.put(
                    new TopicPartition(text(partition.get(TOPIC)), (int) number(PARTITION, partition.get(PARTITION))),
                    number(OFFSET, offset.get(OFFSET)));
        });
        return positions;
    }

    private static String text(@Nullable Object topic) {
        if (topic instanceof String name && !name.isEmpty()) {
            return name;
        }
        throw new Refused(Refused.BAD, TOPIC + " is missing in a partition of a sink's offsets");
    }

    private static long number(String key, @Nullable Object value) {
        if (value instanceof Number || value instanceof String) {
            try {
                long number = Long.parseLong(String.valueOf(value));
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below with the rest.
            }
        }
        throw new Refused(Refused.BAD, key + "=" + value + ": expected a whole number from 0");
    }

    private static Map<Map<String, ?>, Map<String, ?>> shown(Map<TopicPartition, Offset> committed) {
        Map<TopicPartition, Offset> sorted =
                new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        sorted.putAll(committed);
        Map<Map<String, ?>, Map<String, ?>> shown = new LinkedHashMap<>();
        sorted.forEach((at, offset) ->
                shown.put(Map.of(TOPIC, at.topic(), PARTITION, at.partition()), Map.of(OFFSET, offset.offset())));
        return shown;
    }
}
