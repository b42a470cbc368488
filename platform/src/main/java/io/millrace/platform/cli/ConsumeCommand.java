package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Text a record: %%t topic, %%p partition, %%o offset, %%T timestamp, %%k key, %%v value, \\n, \\t"
                            + " (default: the value, one a line).")
    private @Nullable String format;

    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor();
    private final PrintStream out = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, StandardCharsets.UTF_8);
    private long printed;

    @Override
    public Integer call() {
        if (count <= 0) {
            throw new Refused(Main.USAGE, "--count: expected at least 1");
        }
        try (ClientSession session = bootstrap.connect();
                Fetcher fetcher = session.client().fetcher(FetchConfig.defaults())) {
            Map<TopicPartition, Long> ends = offsets(session, Admin.LATEST);
            Map<TopicPartition, Long> begin = fromEnd ? ends : offsets(session, Admin.EARLIEST);
            fetcher.assign(begin);
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
            session.loop().turn(200);
            return;
        }
        try (fetched) {
            Long end = left.get(fetched.partition());
            print(fetched, exit ? (end == null ? fetched.position() : end) : Long.MAX_VALUE);
            if (end != null && fetched.nextOffset() >= end) {
                left.remove(fetched.partition());
            }
        }
    }

    private void print(Fetched fetched, long endOffset) {
        for (ByteBuffer slice : fetched.slices()) {
            batches.over(slice);
            while (batches.next()) {
                if (batches.isControl()) {
                    continue;
                }
                records.over(slice, batches.position());
                while (records.next()) {
                    if (records.offset() >= fetched.position() && records.offset() < endOffset && printed < count) {
                        print(fetched.partition());
                        printed++;
                    }
                }
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
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        for (int p = 0; p < info.partitionCount(); p++) {
            specs.put(new TopicPartition(topic, p), spec);
        }
        Map<TopicPartition, Admin.FoundOffset> offsets = session.value(answer -> admin.listOffsets(specs, answer));
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> positions.put(partition, offset.offset()));
        return positions;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
