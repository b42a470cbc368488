package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import io.millrace.wire.record.RecordCursor;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consume}: prints a topic's records, from its beginning, and goes on with what arrives. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = "Prints a topic's records, one a line: from the beginning, then what arrives, until Ctrl-C.")
final class ConsumeCommand implements Callable<Integer> {
    private static final long SILENCE_NANOS = 2_000_000_000L;

    @Mixin
    private Bootstrap bootstrap = new Bootstrap();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "TOPIC", description = "Where from.")
    private String topic = "";

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "End after so many records.")
    private long count;

    @Option(
            names = {"-e", "--exit"},
            description = "End at the end of the topic, as it was when the command began.")
    private boolean exit;

    @Option(names = "--from-end", description = "Begin with what arrives from now on.")
    private boolean fromEnd;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Of this partition only; may be given several times (default: all).")
    private List<Integer> partitions = List.of();

    @Option(
            names = "--offset",
            paramLabel = "N",
            defaultValue = "0",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Leave out what lies before this offset of its partition.")
    private long offset;

    @Option(
            names = "--committed",
            description = "Leave out what transactions aborted, and wait for those that are open.")
    private boolean committed;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Text a record: %%t topic, %%p partition, %%o offset, %%T timestamp, %%h headers, %%k key, %%v value,"
                            + " \\n, \\t (default: the value, one a line).")
    private @Nullable String format;

    private final RecordWalk walk = new RecordWalk();
    private final RecordCursor records = walk.record();
    private final PrintStream out = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, StandardCharsets.UTF_8);
    private long printed;
    private long heardNanos;
    private boolean asking;
    private boolean away;
    private boolean deleted;

    @Override
    public Integer call() {
        if (count <= 0) {
            throw new Refused(Main.USAGE, "--count: expected at least 1");
        }
        if (offset < 0) {
            throw new Refused(Main.USAGE, "--offset: expected 0 or more");
        }
        if (output.json() && format != null) {
            throw new Refused(Main.USAGE, "--format is for text, not for -o json; leave one of them out");
        }
        try (ClientSession session = bootstrap.connect();
                Fetcher fetcher = session.client().fetcher(fetching())) {
            Map<TopicPartition, Long> ends = offsets(session, Admin.LATEST);
            Map<TopicPartition, Long> begin = new HashMap<>(fromEnd ? ends : offsets(session, Admin.EARLIEST));
            begin.replaceAll(
                    (partition, start) -> Math.max(start, Math.min(offset, ends.getOrDefault(partition, start))));
            fetcher.assign(begin);
            heardNanos = session.loop().clock().nanos();
            Map<TopicPartition, Long> left = new HashMap<>(ends);
            left.entrySet().removeIf(end -> begin.getOrDefault(end.getKey(), 0L) >= end.getValue());
            while (printed < count && !(exit && left.isEmpty()) && !out.checkError()) {
                step(session, fetcher, left);
            }
        }
        out.flush();
        return Main.OK;
    }

    private void step(ClientSession session, Fetcher fetcher, Map<TopicPartition, Long> left) {
        Fetched fetched = fetcher.poll();
        if (fetched == null) {
            if (fetcher.failure() instanceof ApiException failure) {
                throw new Refused(Main.FAILED, "topic " + topic + ": " + failure.getMessage());
            }
            askWhetherItIsThere(session);
            session.loop().turn(200);
            return;
        }
        heardNanos = session.loop().clock().nanos();
        heard();
        try (fetched) {
            Long end = left.get(fetched.partition());
            print(fetched, exit ? (end == null ? fetched.position() : end) : Long.MAX_VALUE);
            if (end != null && fetched.nextOffset() >= end) {
                left.remove(fetched.partition());
            }
        }
    }

    /** A fetch waits for a topic that is not there as for a node that is away; silence alone does not tell them apart. */
    private void askWhetherItIsThere(ClientSession session) {
        if (deleted) {
            throw new Refused(Main.NOT_FOUND, "topic " + topic + ": was deleted");
        }
        long now = session.loop().clock().nanos();
        if (now - heardNanos <= SILENCE_NANOS) {
            return;
        }
        heardNanos = now;
        if (asking) {
            if (!away) {
                away = true;
                System.err.println("no answer from " + bootstrap.servers() + "; waiting for it to be back");
            }
            return;
        }
        asking = true;
        session.client().admin().describeTopics(List.of(topic), (found, failure) -> {
            asking = false;
            if (found != null) {
                heard();
                deleted = !found.containsKey(topic);
            }
        });
    }

    /** What was said of a node that is away is taken back. */
    private void heard() {
        if (away) {
            away = false;
            System.err.println(bootstrap.servers() + " is back");
        }
    }

    private void print(Fetched fetched, long endOffset) {
        walk.over(fetched);
        while (printed < count && walk.next()) {
            if (records.offset() >= offset && records.offset() < endOffset) {
                print(fetched.partition());
                printed++;
            }
        }
    }

    private void print(TopicPartition from) {
        String key = text(records.key());
        String value = text(records.value());
        if (output.json()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("topic", from.topic());
            row.put("partition", from.partition());
            row.put("offset", records.offset());
            row.put("timestamp", records.timestamp());
            row.put("key", key);
            row.put("value", value);
            row.put("headers", headers());
            out.println(Output.line(row));
        } else if (format == null) {
            out.println(value == null ? "" : value);
        } else {
            out.print(formatted(format, from, key, value));
        }
    }

    private String formatted(String pattern, TopicPartition from, @Nullable String key, @Nullable String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if ((c != '%' && c != '\\') || i + 1 == pattern.length()) {
                text.append(c);
                continue;
            }
            char code = pattern.charAt(++i);
            if (c == '\\') {
                text.append(code == 'n' ? "\n" : code == 't' ? "\t" : "\\" + code);
                continue;
            }
            switch (code) {
                case 't' -> text.append(from.topic());
                case 'p' -> text.append(from.partition());
                case 'o' -> text.append(records.offset());
                case 'T' -> text.append(records.timestamp());
                case 'k' -> text.append(key == null ? "" : key);
                case 'v' -> text.append(value == null ? "" : value);
                case 'h' ->
                    text.append(headers().stream()
                            .map(header ->
                                    header.get("key") + "=" + Objects.requireNonNullElse(header.get("value"), ""))
                            .collect(Collectors.joining(",")));
                case '%' -> text.append('%');
                default -> throw new Refused(Main.USAGE, "--format: unknown code %" + code);
            }
        }
        return text.toString();
    }

    private Map<TopicPartition, Long> offsets(ClientSession session, long spec) {
        Admin admin = session.client().admin();
        Map<String, TopicInfo> found = session.value(answer -> admin.describeTopics(List.of(topic), answer));
        TopicInfo info = found.get(topic);
        if (info == null) {
            throw new Refused(Main.NOT_FOUND, "topic " + topic + ": does not exist");
        }
        for (int p : partitions) {
            if (p < 0 || p >= info.partitionCount()) {
                throw new Refused(
                        Main.NOT_FOUND,
                        "topic " + topic + ": has no partition " + p + ", only 0 to " + (info.partitionCount() - 1));
            }
        }
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        for (int p = 0; p < info.partitionCount(); p++) {
            if (partitions.isEmpty() || partitions.contains(p)) {
                specs.put(new TopicPartition(topic, p), spec);
            }
        }
        Map<TopicPartition, Admin.FoundOffset> offsets =
                session.value(answer -> admin.listOffsets(specs, committed, answer));
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> positions.put(partition, offset.offset()));
        return positions;
    }

    /** In the record's order; a name may come more than once. */
    private List<Map<String, @Nullable String>> headers() {
        if (records.headerCount() == 0) {
            return List.of();
        }
        List<Map<String, @Nullable String>> headers = new ArrayList<>();
        records.forEachHeader((nameAt, nameSize, at, size) -> {
            Map<String, @Nullable String> header = new LinkedHashMap<>();
            header.put("key", text(slice(nameAt, nameSize)));
            header.put("value", size < 0 ? null : text(slice(at, size)));
            headers.add(header);
        });
        return headers;
    }

    private byte[] slice(int at, int size) {
        byte[] bytes = new byte[size];
        records.buffer().get(at, bytes);
        return bytes;
    }

    private FetchConfig fetching() {
        FetchConfig usual = FetchConfig.defaults();
        return new FetchConfig(
                usual.minBytes(), usual.maxWaitMs(), usual.maxBytes(), usual.maxPartitionBytes(), committed, "");
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
