package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.GroupDescription;
import io.millrace.client.admin.GroupListing;
import io.millrace.client.group.Offset;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code group}: groups of consumers, and of workers, of a cluster. */
@Command(
        name = "group",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, describes, moves and deletes groups.",
        subcommands = {
            GroupCommand.Listing.class,
            GroupCommand.Describe.class,
            GroupReset.class,
            GroupCommand.Delete.class
        })
final class GroupCommand {
    /** {@code group list}. */
    @Command(name = "list", aliases = "ls", mixinStandardHelpOptions = true, description = "Lists the groups.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            List<GroupListing> groups;
            try (ClientSession session = bootstrap.connect()) {
                groups = session.value(session.client().admin()::listGroups);
            } catch (ApiException e) {
                throw new Refused(Main.FAILED, "groups: " + e.getMessage());
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            for (GroupListing group : groups) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("group", group.id());
                row.put("state", group.state());
                row.put("type", group.protocolType());
                row.put("protocol", group.groupProtocol());
                rows.add(row);
            }
            output.rows(List.of("group", "state", "type", "protocol"), rows);
            return Main.OK;
        }
    }

    /** {@code group describe}. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Describes a group: its state, and for each partition position, end, lag and reader.")
    static final class Describe implements Callable<Integer> {
        /** A member's id is its client's with a random part behind it: for programs. */
        private static final List<String> COLUMNS =
                List.of("topic", "partition", "position", "end", "lag", "client", "host");

        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "GROUP", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() {
            GroupDescription group;
            Map<TopicPartition, Offset> positions;
            Map<TopicPartition, Long> ends;
            try (ClientSession session = bootstrap.connect()) {
                Admin admin = session.client().admin();
                group = session.value(answer -> admin.describeGroup(name, answer));
                positions = session.value(answer -> admin.groupOffsets(name, answer));
                ends = ends(session, admin, positions, group);
            } catch (GroupIdNotFoundException e) {
                throw new Refused(Main.NOT_FOUND, "group " + name + ": does not exist");
            } catch (ApiException e) {
                throw new Refused(Main.FAILED, "group " + name + ": " + e.getMessage());
            }
            print(group, rows(group, positions, ends));
            return Main.OK;
        }

        /** Topics that are gone, whose positions remain, are left out. */
        private static Map<TopicPartition, Long> ends(
                ClientSession session, Admin admin, Map<TopicPartition, Offset> positions, GroupDescription group) {
            Map<TopicPartition, Long> wanted = new LinkedHashMap<>();
            partitions(group, positions).forEach(partition -> wanted.put(partition, Admin.LATEST));
            List<String> topics = wanted.keySet().stream()
                    .map(TopicPartition::topic)
                    .distinct()
                    .toList();
            Map<String, ?> there = session.<Map<String, io.millrace.client.metadata.TopicInfo>>value(
                    answer -> admin.describeTopics(topics, answer));
            wanted.keySet().removeIf(partition -> !there.containsKey(partition.topic()));
            Map<TopicPartition, Long> ends = new LinkedHashMap<>();
            if (!wanted.isEmpty()) {
                session.<Map<TopicPartition, Admin.FoundOffset>>value(answer -> admin.listOffsets(wanted, answer))
                        .forEach((partition, found) -> ends.put(partition, found.offset()));
            }
            return ends;
        }

        private static Map<String, Object> row(GroupDescription.Member member) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", member.id());
            row.put("client", member.clientId());
            row.put("host", member.host());
            return row;
        }

        private static List<Map<String, Object>> rows(
                GroupDescription group, Map<TopicPartition, Offset> positions, Map<TopicPartition, Long> ends) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (TopicPartition partition : partitions(group, positions)) {
                Offset position = positions.get(partition);
                Long end = ends.get(partition);
                GroupDescription.Member member = reader(group, partition);
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("topic", partition.topic());
                row.put("partition", partition.partition());
                row.put("position", position == null ? null : position.offset());
                row.put("end", end);
                row.put("lag", position == null || end == null ? null : Math.max(0, end - position.offset()));
                row.put("member", member == null ? null : member.id());
                row.put("client", member == null ? null : member.clientId());
                row.put("host", member == null ? null : member.host());
                rows.add(row);
            }
            return rows;
        }

        private static TreeSet<TopicPartition> partitions(
                GroupDescription group, Map<TopicPartition, Offset> positions) {
            TreeSet<TopicPartition> all =
                    new TreeSet<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
            all.addAll(positions.keySet());
            group.members().forEach(member -> all.addAll(member.partitions()));
            return all;
        }

        private static GroupDescription.@Nullable Member reader(GroupDescription group, TopicPartition partition) {
            for (GroupDescription.Member member : group.members()) {
                if (member.partitions().contains(partition)) {
                    return member;
                }
            }
            return null;
        }

        private void print(GroupDescription group, List<Map<String, Object>> rows) {
            if (output.json()) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("group", group.id());
                all.put("state", group.state());
                all.put("type", group.protocolType());
                all.put("protocol", group.protocol());
                all.put("members", group.members().stream().map(Describe::row).toList());
                all.put("partitions", rows);
                System.out.println(Output.line(all));
                return;
            }
            System.out.println("group " + group.id() + ": " + group.state()
                    + (group.protocol().isEmpty() ? "" : ", " + group.protocol())
                    + ", " + group.members().size() + (group.members().size() == 1 ? " member" : " members"));
            if (!rows.isEmpty()) {
                System.out.println();
                output.rows(COLUMNS, rows);
            }
        }
    }

    /** {@code group delete}. */
    @Command(
            name = "delete",
            aliases = "rm",
            mixinStandardHelpOptions = true,
            description = "Deletes a group that has no members, with its positions.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "GROUP", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() {
            try (ClientSession session = bootstrap.connect()) {
                Admin admin = session.client().admin();
                session.<Admin.Outcomes>value(answer -> admin.deleteGroups(List.of(name), answer))
                        .orThrow();
            } catch (GroupIdNotFoundException e) {
                throw new Refused(Main.NOT_FOUND, "group " + name + ": does not exist");
            } catch (GroupNotEmptyException e) {
                throw new Refused(Main.FAILED, "group " + name + ": has members; stop them first");
            } catch (ApiException e) {
                throw new Refused(Main.FAILED, "group " + name + ": " + e.getMessage());
            }
            System.out.println(
                    output.json() ? Output.line(Map.of("group", name, "deleted", true)) : "deleted group " + name);
            return Main.OK;
        }
    }
}
