package io.millrace.streams.equality;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.TestInputTopic;
import io.millrace.streams.TestOutputTopic;
import io.millrace.streams.TopologyTestDriver;
import io.millrace.streams.test.TestRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Pipes a scenario through a job and says what came out. Compiled twice, as {@link Jobs}; the peer's child process
 * reads scenarios from its standard input.
 */
final class Replay {
    private static final HexFormat HEX = HexFormat.of();

    private Replay() {}

    /** Lines "job NAME CACHEBYTES STATEDIR", then "TOPIC TIME KEY VALUE HEADERS", then "end"; answers end with "end". */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> scenario = new ArrayList<>();
        String line;
        while ((line = in.readLine()) != null) {
            if (!line.equals("end")) {
                scenario.add(line);
                continue;
            }
            String[] job = scenario.get(0).split(" ");
            List<String> records = scenario.subList(1, scenario.size());
            for (String answer : run(job[1], Long.parseLong(job[2]), job[3], records)) {
                System.out.println(answer);
            }
            System.out.println("end");
            scenario.clear();
        }
    }

    /** What came out, topic after topic, each record as its time, key, value and headers. */
    static List<String> run(String job, long cacheBytes, String stateDir, List<String> records) {
        StreamsBuilder builder = new StreamsBuilder();
        Jobs.all().get(job).accept(builder);
        List<String> answers = new ArrayList<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), settings(cacheBytes, stateDir))) {
            for (String record : records) {
                pipe(driver, record.split(" "));
            }
            for (String topic : new TreeSet<>(driver.producedTopicNames())) {
                TestOutputTopic<byte[], byte[]> output =
                        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                for (TestRecord<byte[], byte[]> record : output.readRecordsToList()) {
                    answers.add(topic + " " + record.timestamp() + " " + hex(record.key()) + " " + hex(record.value())
                            + " " + headers(record));
                }
            }
        }
        return answers;
    }

    private static void pipe(TopologyTestDriver driver, String[] record) {
        TestInputTopic<byte[], byte[]> topic =
                driver.createInputTopic(record[0], new ByteArraySerializer(), new ByteArraySerializer());
        RecordHeaders headers = new RecordHeaders();
        for (int i = 4; i + 1 < record.length; i += 2) {
            headers.add(record[i], bytes(record[i + 1]));
        }
        topic.pipeInput(new TestRecord<>(
                bytes(record[2]), bytes(record[3]), headers, Instant.ofEpochMilli(Long.parseLong(record[1]))));
    }

    private static Properties settings(long cacheBytes, String stateDir) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "application.id",
                "equality",
                "bootstrap.servers",
                "none:1",
                "default.key.serde",
                Serdes.StringSerde.class.getName(),
                "default.value.serde",
                Serdes.StringSerde.class.getName(),
                "statestore.cache.max.bytes",
                cacheBytes,
                "state.dir",
                stateDir));
        return settings;
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? null : HEX.parseHex(hex.substring(1));
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "-" : "x" + HEX.formatHex(bytes);
    }

    private static String headers(TestRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        for (Header header : record.headers()) {
            text.append(header.key()).append('=').append(hex(header.value())).append(' ');
        }
        return text.toString();
    }
}
