package io.millrace.benchmarks.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds a history against the log that it left: nothing acknowledged lost, nothing doubled, nothing out of its writer's
 * order, no record of an aborted transaction given to readers of committed ones, no transaction in part, no offset
 * skipped, no copy missing or made twice. Pure.
 */
final class Checker {
    private final History history;
    private final LogView log;
    private final List<String> found = new ArrayList<>();
    /** Where each record lies, by writer and number. */
    private final Map<Integer, Map<Long, TopicPartition>> places = new HashMap<>();

    private final Map<Integer, Map<Long, Long>> offsets = new HashMap<>();

    Checker(History history, LogView log) {
        this.history = history;
        this.log = log;
    }

    /** The anomalies; empty when all is as promised. */
    List<String> check() {
        found.addAll(history.anomalies());
        indexRecords();
        for (Writer writer : history.writers()) {
            checkWriter(writer);
        }
        return found;
    }

    /** A group's members saw every record below what they committed. */
    Checker groupSawAll(String group) {
        log.groups().getOrDefault(group, Map.of()).forEach((partition, committed) -> {
            for (long offset : visible(partition).headMap(committed, false).keySet()) {
                if (!history.processed(group, partition).contains(offset)) {
                    found.add("skipped: " + group + " committed " + committed + " of " + partition
                            + ", but no member ever saw " + offset);
                }
            }
        });
        return this;
    }

    /** Every record below what the group committed is in the copy once, in its order, and none beyond. */
    Checker copiedOnce(String group, String from, String to) {
        log.groups().getOrDefault(group, Map.of()).forEach((source, committed) -> {
            if (!source.topic().equals(from)) {
                return;
            }
            TopicPartition target = new TopicPartition(to, source.partition());
            List<Long> expected =
                    new ArrayList<>(visible(source).headMap(committed, false).keySet());
            List<Long> copied = new ArrayList<>();
            visible(target).values().forEach(value -> copied.add(Copier.sourceOffset(value)));
            for (int i = 0; i < Math.max(expected.size(), copied.size()); i++) {
                Long want = i < expected.size() ? expected.get(i) : null;
                Long is = i < copied.size() ? copied.get(i) : null;
                if (want == null || !want.equals(is)) {
                    found.add("copy: record " + i + " of " + target + " is of offset " + is + ", not of " + want
                            + " of " + source);
                    return;
                }
            }
        });
        return this;
    }

    private NavigableMap<Long, byte[]> visible(TopicPartition partition) {
        return log.committed().getOrDefault(partition, new TreeMap<>());
    }

    private void indexRecords() {
        log.all().forEach((partition, records) -> {
            if (partition.topic().equals(Torture.COPIES)) {
                return;
            }
            Map<Integer, Long> lastNumber = new HashMap<>();
            records.forEach((offset, value) -> {
                Optional<Payload> payload = Payload.decode(value);
                if (payload.isEmpty() || !payload.get().target().equals(partition)) {
                    found.add("wrong bytes: " + partition + " at " + offset + " holds what nobody wrote there");
                    return;
                }
                index(partition, offset, payload.get(), lastNumber);
            });
        });
    }

    private void index(TopicPartition partition, long offset, Payload payload, Map<Integer, Long> lastNumber) {
        TopicPartition before = places.computeIfAbsent(payload.writer(), writer -> new HashMap<>())
                .put(payload.number(), partition);
        if (before != null) {
            found.add("doubled: " + payload + " at " + offset + " of " + partition + " is there a second time");
        }
        offsets.computeIfAbsent(payload.writer(), writer -> new HashMap<>()).put(payload.number(), offset);
        Long last = lastNumber.put(payload.writer(), payload.number());
        boolean ordered = history.writers().get(payload.writer()).isOrdered();
        if (ordered && last != null && last > payload.number()) {
            found.add("out of order: " + payload + " at " + offset + " of " + partition + " follows on number " + last);
        }
    }

    private void checkWriter(Writer writer) {
        Map<Long, Long> shown = new HashMap<>();
        Map<Long, Long> tried = new HashMap<>();
        for (Attempt attempt : writer.attempts()) {
            Payload payload = attempt.payload();
            Long offset = offsets.getOrDefault(writer.id(), Map.of()).get(payload.number());
            if (attempt.isAcknowledged() && (offset == null || offset != attempt.offset())) {
                found.add("lost: " + payload + " was acknowledged at " + attempt.offset()
                        + (offset == null ? " and is gone" : " and lies at " + offset));
            }
            if (payload.transaction() != Payload.NONE) {
                boolean visible = offset != null && visible(attempt.partition()).containsKey(offset);
                tried.merge(payload.transaction(), 1L, Long::sum);
                shown.merge(payload.transaction(), visible ? 1L : 0L, Long::sum);
            } else if (offset != null && !visible(attempt.partition()).containsKey(offset)) {
                found.add("hidden: " + payload + " at " + offset + " is kept from readers of committed records");
            }
        }
        tried.forEach((transaction, count) ->
                checkTransaction(writer, transaction, count, shown.getOrDefault(transaction, 0L)));
    }

    private void checkTransaction(Writer writer, long transaction, long tried, long shown) {
        Writer.Fate fate = writer.fate(transaction);
        String name = "transaction " + transaction + " of writer " + writer.id();
        if (fate == Writer.Fate.ABORTED && shown > 0) {
            found.add("aborted read: " + name + " was aborted, and " + shown + " of its records are given to readers");
        } else if (fate == Writer.Fate.COMMITTED && shown < tried) {
            found.add("torn: " + name + " was committed, and shows " + shown + " of " + tried + " records");
        } else if (fate == Writer.Fate.UNKNOWN && shown > 0 && shown < tried) {
            found.add("torn: " + name + " shows " + shown + " of " + tried + " records");
        }
    }
}
