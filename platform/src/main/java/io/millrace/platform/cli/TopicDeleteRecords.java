package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic delete-records}. */
@Command(
        name = "delete-records",
        mixinStandardHelpOptions = true,
        description = "Deletes a topic's oldest records, for good; the topic stays.")
final class TopicDeleteRecords implements Callable<Integer> {
    private static final String END = "end";
    private static final long ALL_THERE_ARE = -1;

    @Mixin
    private Bootstrap bootstrap = new Bootstrap();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String name = "";

    @Option(
            names = "--before",
            required = true,
            paramLabel = "OFFSET|end",
            description = "What lies before this offset is deleted; end: all records that there are now.")
    private String before = "";

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Only of this partition; may be given several times (default: of all).")
    private List<Integer> partitions = new ArrayList<>();

    @Override
    public Integer call() {
        long offset = offset();
        Map<TopicPartition, Long> starts;
        try (ClientSession session = bootstrap.connect()) {
            Admin admin = session.client().admin();
            Map<String, TopicInfo> found = session.value(answer -> admin.describeTopics(List.of(name), answer));
            TopicInfo topic = found.get(name);
            if (topic == null) {
                throw new Refused(Main.NOT_FOUND, "topic " + name + ": does not exist");
            }
            Map<TopicPartition, Long> asked = asked(topic, offset);
            check(session, asked, offset);
            starts = session.value(answer -> admin.deleteRecords(asked, answer));
        } catch (PolicyViolationException e) {
            throw new Refused(
                    Main.FAILED,
                    "topic " + name + ": its cleanup.policy is compact, which keeps the newest record of each key;"
                            + " give it compact,delete to delete its oldest records");
        } catch (InvalidTopicException e) {
            throw new Refused(Main.FAILED, "topic " + name + ": is the log's own; its records cannot be deleted");
        } catch (ApiException e) {
            throw new Refused(Main.FAILED, "topic " + name + ": " + Why.of(name, e));
        }
        Map<Integer, Long> sorted = new TreeMap<>();
        starts.forEach((partition, start) -> sorted.put(partition.partition(), start));
        List<Map<String, Object>> rows = new ArrayList<>();
        sorted.forEach((partition, start) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("partition", partition);
            row.put("start", start);
            rows.add(row);
        });
        output.rows(List.of("partition", "start"), rows);
        return Main.OK;
    }

    private long offset() {
        if (before.equals(END)) {
            return ALL_THERE_ARE;
        }
        try {
            long offset = Long.parseLong(before);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refused(Main.USAGE, "--before: " + before + " is neither an offset nor end");
    }

    private Map<TopicPartition, Long> asked(TopicInfo topic, long offset) {
        Map<TopicPartition, Long> asked = new LinkedHashMap<>();
        if (partitions.isEmpty()) {
            for (int p = 0; p < topic.partitionCount(); p++) {
                asked.put(new TopicPartition(name, p), offset);
            }
        }
        for (int p : partitions) {
            if (p < 0 || p >= topic.partitionCount()) {
                throw new Refused(
                        Main.NOT_FOUND,
                        "topic " + name + ": has no partition " + p + ", but " + topic.partitionCount()
                                + (topic.partitionCount() == 1 ? " partition" : " partitions"));
            }
            asked.put(new TopicPartition(name, p), offset);
        }
        return asked;
    }

    /** Nothing is deleted of any partition when one of them ends before the offset. */
    private void check(ClientSession session, Map<TopicPartition, Long> asked, long offset) {
        if (offset == ALL_THERE_ARE) {
            return;
        }
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        asked.keySet().forEach(partition -> specs.put(partition, Admin.LATEST));
        Map<TopicPartition, Admin.FoundOffset> ends =
                session.value(answer -> session.client().admin().listOffsets(specs, answer));
        asked.keySet().forEach(partition -> {
            Admin.FoundOffset end = ends.get(partition);
            if (end != null && end.offset() < offset) {
                throw new Refused(
                        Main.USAGE,
                        "--before: partition " + partition.partition() + " of " + name + " ends at " + end.offset()
                                + "; nothing was deleted");
            }
        });
    }
}
