package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.GroupDescription;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code group reset}: where a group that is at rest goes on reading. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Moves a group's positions, while it has no members.")
final class GroupReset implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of("topic", "partition", "from", "to");

    @Mixin
    private Bootstrap bootstrap = new Bootstrap();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "GROUP", description = "Its name; a new one is made with --topic.")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Aim aim = new Aim();

    /** Where to. */
    static final class Aim {
        @Option(
                names = "--to",
                paramLabel = "WHERE",
                description = "earliest, latest, an offset, or a time such as 2026-01-31T12:00:00Z,"
                        + " which is the first record that is not older.")
        private @Nullable String to;

        @Option(
                names = "--by",
                paramLabel = "N",
                description = "That many records on from where it is; back with a minus.")
        private @Nullable Long by;
    }

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "All partitions of this topic; may be given several times"
                    + " (default: all that the group has a position in).")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only shows what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Where where = Where.of(aim);
        Map<TopicPartition, Offset> from;
        Map<TopicPartition, Long> to;
        try (ClientSession session = bootstrap.connect()) {
            Admin admin = session.client().admin();
            refuseMembers(session, admin);
            from = positions(session, admin);
            to = targets(session, admin, where, from);
            if (!dryRun) {
                Map<TopicPartition, Offset> offsets = new LinkedHashMap<>();
                to.forEach((partition, offset) -> offsets.put(partition, Offset.of(offset)));
                session.done(done -> admin.alterGroupOffsets(name, offsets, done));
            }
        } catch (UnknownMemberIdException e) {
            throw new Refused(Main.FAILED, "group " + name + ": has members again; stop them first");
        } catch (UnknownTopicOrPartitionException e) {
            throw new Refused(
                    Main.NOT_FOUND, "group " + name + ": a topic of it is gone; name those left with --topic");
        } catch (ApiException e) {
            throw new Refused(Main.FAILED, "group " + name + ": " + e.getMessage());
        }
        print(from, to);
        return Main.OK;
    }

    private void refuseMembers(ClientSession session, Admin admin) {
        try {
            GroupDescription group = session.value(answer -> admin.describeGroup(name, answer));
            int members = group.members().size();
            if (members > 0) {
                throw new Refused(
                        Main.FAILED,
                        "group " + name + ": has " + members + (members == 1 ? " member" : " members")
                                + "; stop them first, else they would go on from where they are");
            }
        } catch (GroupIdNotFoundException e) {
            if (topics.isEmpty()) {
                throw new Refused(Main.NOT_FOUND, "group " + name + ": does not exist; name its topics with --topic");
            }
        }
    }

    /** Of the partitions to move; null where the group has none yet. */
    private Map<TopicPartition, Offset> positions(ClientSession session, Admin admin) {
        Map<TopicPartition, Offset> all = session.value(answer -> admin.groupOffsets(name, answer));
        Map<TopicPartition, Offset> chosen =
                new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        if (topics.isEmpty()) {
            chosen.putAll(all);
            return chosen;
        }
        Map<String, TopicInfo> found = session.value(answer -> admin.describeTopics(topics, answer));
        for (String topic : topics) {
            TopicInfo info = found.get(topic);
            if (info == null) {
                throw new Refused(Main.NOT_FOUND, "topic " + topic + ": does not exist");
            }
            info.partitions().forEach(each -> {
                TopicPartition partition = new TopicPartition(topic, each.partition());
                chosen.put(partition, all.get(partition));
            });
        }
        return chosen;
    }

    private void print(Map<TopicPartition, Offset> from, Map<TopicPartition, Long> to) {
        List<Map<String, Object>> rows = new ArrayList<>();
        to.forEach((partition, offset) -> {
            Offset before = from.get(partition);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("topic", partition.topic());
            row.put("partition", partition.partition());
            row.put("from", before == null ? null : before.offset());
            row.put("to", offset);
            rows.add(row);
        });
        output.rows(COLUMNS, rows);
        if (dryRun) {
            System.err.println("nothing was moved: --dry-run");
        }
    }

    /** Offsets that are there: what lies before the first record or behind the last one is brought back. */
    private static Map<TopicPartition, Long> targets(
            ClientSession session, Admin admin, Where where, Map<TopicPartition, Offset> from) {
        Map<TopicPartition, Long> first = find(session, admin, from.keySet(), Admin.EARLIEST);
        Map<TopicPartition, Long> last = find(session, admin, from.keySet(), Admin.LATEST);
        Map<TopicPartition, Long> found =
                where.spec == null ? Map.of() : find(session, admin, from.keySet(), where.spec);
        Map<TopicPartition, Long> targets = new LinkedHashMap<>();
        from.forEach((partition, before) -> {
            long least = Objects.requireNonNull(first.get(partition), "every partition has a first offset");
            long most = Objects.requireNonNull(last.get(partition), "every partition has an end");
            long wanted = where.offset(before == null ? least : before.offset(), found.getOrDefault(partition, most));
            targets.put(partition, Math.max(least, Math.min(most, wanted)));
        });
        return targets;
    }

    /** Nothing for a partition where no record is that late. */
    private static Map<TopicPartition, Long> find(
            ClientSession session, Admin admin, Collection<TopicPartition> partitions, long spec) {
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        Map<TopicPartition, Long> found = new LinkedHashMap<>();
        if (!specs.isEmpty()) {
            session.<Map<TopicPartition, Admin.FoundOffset>>value(answer -> admin.listOffsets(specs, answer))
                    .forEach((partition, each) -> {
                        if (each.offset() != Admin.FoundOffset.NONE) {
                            found.put(partition, each.offset());
                        }
                    });
        }
        return found;
    }

    /**
     * One of the three.
     *
     * @param spec a special value or a timestamp, as ListOffsets has it
     * @param offset the same for all partitions
     * @param by from where it is
     */
    private record Where(
            @Nullable Long spec,
            @Nullable Long offset,
            @Nullable Long by) {
        static Where of(Aim aim) {
            String to = aim.to;
            if (to == null) {
                return new Where(null, null, aim.by);
            }
            try {
                return switch (to) {
                    case "earliest" -> new Where(Admin.EARLIEST, null, null);
                    case "latest" -> new Where(Admin.LATEST, null, null);
                    default ->
                        to.matches("\\d{1,18}")
                                ? new Where(null, Long.valueOf(to), null)
                                : new Where(OffsetDateTime.parse(to).toInstant().toEpochMilli(), null, null);
                };
            } catch (DateTimeException e) {
                throw new Refused(
                        Main.USAGE,
                        "--to: '" + to
                                + "' is not earliest, latest, an offset, or a time such as 2026-01-31T12:00:00Z");
            }
        }

        long offset(long now, long found) {
            if (offset != null) {
                return offset;
            }
            if (by == null) {
                return found;
            }
            return by > 0 && now > Long.MAX_VALUE - by ? Long.MAX_VALUE : now + by;
        }
    }
}
