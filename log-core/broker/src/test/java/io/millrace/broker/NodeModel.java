package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.PartitionReader.Content;
import io.millrace.broker.PartitionReader.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** What a node was asked for, and what it said that it had done; a node that is opened again is held to that. */
final class NodeModel {
    private static final long UNTIL_ABORTED_MS = 4_000;

    private record Writes(List<String> attempted, List<String> acknowledged) {}

    private final Map<String, Writes> plain = new TreeMap<>();
    private final Map<Integer, Boolean> transactions = new TreeMap<>();
    private final Set<Integer> ended = new TreeSet<>();
    private final Map<String, Long> startsAsked = new HashMap<>();
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, String> topics = new HashMap<>();
    private int committing = -1;
    private int committed = -1;
    private String retentionAsked = "";
    private String retention = "";

    void attempted(String topic, int partition, String value) {
        plain.computeIfAbsent(topic + "-" + partition, key -> new Writes(new ArrayList<>(), new ArrayList<>()))
                .attempted
                .add(value);
    }

    void acknowledged(String topic, int partition, String value) {
        plain.get(topic + "-" + partition).acknowledged.add(value);
    }

    void begun(int round, boolean commit) {
        transactions.put(round, commit);
    }

    void ended(int round) {
        ended.add(round);
    }

    int rounds() {
        return transactions.size() + 100;
    }

    void committing(int offset) {
        committing = offset;
    }

    void committed(int offset) {
        committed = offset;
    }

    void creating(String topic) {
        topics.put(topic, "maybe");
    }

    void created(String topic) {
        topics.put(topic, "there");
    }

    void deleting(String topic) {
        topics.put(topic, "maybe");
    }

    void deleted(String topic) {
        topics.put(topic, "gone");
        plain.remove(topic + "-0");
    }

    void trimming(String topic, int partition, long before) {
        startsAsked.merge(topic + "-" + partition, before, Math::max);
    }

    void trimmed(String topic, int partition, long before) {
        starts.merge(topic + "-" + partition, before, Math::max);
    }

    void altering(String value) {
        retentionAsked = value;
    }

    void altered(String value) {
        retention = value;
    }

    /** All of it. */
    void check(OneThread world, String story) {
        world.pass(UNTIL_ABORTED_MS);
        PartitionReader reader = new PartitionReader(world);
        Set<String> there = topicsOf(world);
        topics.forEach((topic, state) -> {
            if (!state.equals("maybe")) {
                assertThat(there.contains(topic))
                        .as("%s is %s, %s", topic, state, story)
                        .isEqualTo(state.equals("there"));
            }
        });
        plain.forEach((log, writes) -> {
            int dash = log.lastIndexOf('-');
            String topic = log.substring(0, dash);
            if (topics.get(topic).equals("there")) {
                Content content = reader.read(topic, Integer.parseInt(log.substring(dash + 1)), false);
                checkContent(log, writes, content, story);
            }
        });
        checkTransactions(world, reader, there, story);
        checkOffsets(world, story);
        if (there.contains("plain")) {
            assertThat(retentionOf(world)).as("retention, %s", story).isIn(retention, retentionAsked, "604800000");
            if (!retention.isEmpty()) {
                assertThat(retentionOf(world)).as("retention, %s", story).isEqualTo(retention);
            }
        }
    }

    /** What can be read of a partition is right, and all of it that was acknowledged can be read. */
    private void checkContent(String log, Writes writes, Content content, String story) {
        assertThat(content.error()).as("%s, %s", log, story).isEqualTo(Errors.NONE);
        assertThat(content.start())
                .as("start of %s, %s", log, story)
                .isBetween(starts.getOrDefault(log, 0L), startsAsked.getOrDefault(log, 0L));
        checkNothingWrong(log, content, story);
        if (log.startsWith("compacted")) {
            Map<String, String> newest = new HashMap<>();
            content.records().forEach(each -> newest.put(each.key(), each.value()));
            Map<String, String> wanted = new HashMap<>();
            writes.acknowledged.forEach(value -> wanted.put(value.substring(0, 2), value));
            wanted.forEach((key, value) -> assertThat(writes.attempted.indexOf(newest.get(key)))
                    .as("newest of %s, %s", key, story)
                    .isGreaterThanOrEqualTo(writes.attempted.indexOf(value)));
            return;
        }
        Set<String> values = new HashSet<>(content.values());
        for (int i = (int) content.start(); i < writes.acknowledged.size(); i++) {
            assertThat(values.contains(writes.acknowledged.get(i)))
                    .as("%s %d was acknowledged, %s", log, i, story)
                    .isTrue();
        }
    }

    /** Every record is one that was sent, at the offset where it was sent to, in its order, and there once. */
    void checkNothingWrong(String log, Content content, String story) {
        Writes writes = plain.get(log);
        if (writes == null) {
            return;
        }
        int last = -1;
        long lastOffset = -1;
        for (Found each : content.records()) {
            int at = writes.attempted.indexOf(each.value());
            assertThat(at).as("%s at %d, %s", log, each.offset(), story).isGreaterThan(last);
            assertThat(each.offset())
                    .as("%s, %s", log, story)
                    .isGreaterThan(lastOffset)
                    .isLessThanOrEqualTo(at);
            last = at;
            lastOffset = each.offset();
        }
    }

    private void checkTransactions(OneThread world, PartitionReader reader, Set<String> there, String story) {
        if (!there.contains("tx")) {
            assertThat(ended).as(story).isEmpty();
            return;
        }
        Content first = reader.read("tx", 0, true);
        Content second = reader.read("tx", 1, true);
        for (Content each : List.of(first, second)) {
            assertThat(each.error()).as("tx, %s", story).isEqualTo(Errors.NONE);
            assertThat(each.lastStableOffset())
                    .as("no transaction hangs, %s", story)
                    .isEqualTo(each.highWatermark());
        }
        assertThat(first.values()).as("whole transactions, %s", story).isEqualTo(second.values());
        int newest = -1;
        for (Map.Entry<Integer, Boolean> each : transactions.entrySet()) {
            boolean seen = first.values().contains("T" + each.getKey());
            if (ended.contains(each.getKey())) {
                assertThat(seen).as("transaction %d, %s", each.getKey(), story).isEqualTo(each.getValue());
            }
            assertThat(seen && !each.getValue())
                    .as("transaction %d, %s", each.getKey(), story)
                    .isFalse();
            newest = seen ? each.getKey() : newest;
        }
        assertThat(new HashSet<>(first.values())).as(story).hasSameSizeAs(first.values());
        assertThat(offsetOf(world, "copier"))
                .as("offset in transactions, %s", story)
                .isEqualTo(newest);
    }

    private void checkOffsets(OneThread world, String story) {
        long found = offsetOf(world, "reader");
        assertThat(found).as("committed offset, %s", story).isBetween((long) committed, (long) committing);
    }

    private static Set<String> topicsOf(OneThread world) {
        MetadataResponseData metadata =
                world.ask(MetadataResponseData.class, ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(null));
        Set<String> names = new HashSet<>();
        metadata.topics().forEach(topic -> names.add(topic.name()));
        return names;
    }

    private static long offsetOf(OneThread world, String group) {
        OffsetFetchRequestData request = new OffsetFetchRequestData()
                .setGroupId(group)
                .setRequireStable(true)
                .setTopics(
                        List.of(new OffsetFetchRequestTopic().setName("plain").setPartitionIndexes(List.of(0))));
        var partition = world.ask(OffsetFetchResponseData.class, ApiKeys.OFFSET_FETCH, 7, request)
                .topics()
                .get(0)
                .partitions()
                .get(0);
        assertThat(Errors.forCode(partition.errorCode())).isEqualTo(Errors.NONE);
        return partition.committedOffset();
    }

    private static Errors errorOf(OneThread world, String group) {
        OffsetFetchRequestData request = new OffsetFetchRequestData()
                .setGroupId(group)
                .setTopics(
                        List.of(new OffsetFetchRequestTopic().setName("plain").setPartitionIndexes(List.of(0))));
        return Errors.forCode(world.ask(OffsetFetchResponseData.class, ApiKeys.OFFSET_FETCH, 7, request)
                .errorCode());
    }

    private static String retentionOf(OneThread world) {
        DescribeConfigsRequestData request = new DescribeConfigsRequestData()
                .setResources(List.of(new DescribeConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName("plain")
                        .setConfigurationKeys(List.of("retention.ms"))));
        return world.ask(DescribeConfigsResponseData.class, ApiKeys.DESCRIBE_CONFIGS, 4, request)
                .results()
                .get(0)
                .configs()
                .get(0)
                .value();
    }

    /**
     * How a damaged node is.
     *
     * @param whole whether nothing is missing
     */
    record Health(boolean whole) {}

    /** Nothing is wrong; what is missing is answered with an error. */
    Health checkDamaged(OneThread world, String story) {
        world.pass(UNTIL_ABORTED_MS);
        PartitionReader reader = new PartitionReader(world);
        boolean whole = true;
        assertThat(topicsOf(world)).as(story).contains("plain", "tx", "compacted", "gone");
        for (Map.Entry<String, Writes> each : plain.entrySet()) {
            String log = each.getKey();
            int dash = log.lastIndexOf('-');
            Content content = reader.read(log.substring(0, dash), Integer.parseInt(log.substring(dash + 1)), false);
            checkNothingWrong(log, content, story);
            if (content.error() == Errors.NONE) {
                checkContent(log, each.getValue(), content, story);
            } else {
                assertThat(content.error()).as("%s, %s", log, story).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
                whole = false;
            }
        }
        return new Health(whole & damagedTransactions(world, reader, story));
    }

    private boolean damagedTransactions(OneThread world, PartitionReader reader, String story) {
        boolean whole = true;
        for (int partition = 0; partition < 2; partition++) {
            Content content = reader.read("tx", partition, true);
            whole &= content.error() == Errors.NONE;
            transactions.forEach((round, commit) -> {
                boolean seen = content.values().contains("T" + round);
                assertThat(seen && !commit)
                        .as("transaction %d, %s", round, story)
                        .isFalse();
                assertThat(!seen && commit && content.error() == Errors.NONE)
                        .as("transaction %d, %s", round, story)
                        .isFalse();
            });
        }
        Errors error = errorOf(world, "reader");
        if (error == Errors.NONE) {
            checkOffsets(world, story);
        }
        return whole & error == Errors.NONE;
    }
}
