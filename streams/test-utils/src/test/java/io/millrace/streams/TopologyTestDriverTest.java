package io.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.test.TestRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopologyTestDriverTest {
    private final StreamsBuilder builder = new StreamsBuilder();
    private TopologyTestDriver driver;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    @Test
    void countsWordsThroughARepartitionTopic() {
        builder.<String, String>stream("lines")
                .flatMapValues(line -> Arrays.asList(line.split(" ")))
                .groupBy((k, word) -> word, Grouped.as("words"))
                .count(Materialized.as("counts"))
                .toStream()
                .to("counted", Produced.with(Serdes.String(), Serdes.Long()));
        start();
        TestOutputTopic<String, Long> counted =
                driver.createOutputTopic("counted", new StringDeserializer(), new LongDeserializer());

        input("lines").pipeValueList(List.of("to be or", "not to be"));

        assertThat(counted.getQueueSize()).isEqualTo(6);
        assertThat(counted.readKeyValue()).isEqualTo(new KeyValue<>("to", 1L));
        assertThat(counted.readKeyValuesToMap()).isEqualTo(Map.of("be", 2L, "or", 1L, "not", 1L, "to", 2L));
        assertThat(counted.isEmpty()).isTrue();
        assertThat(driver.<String, Long>getKeyValueStore("counts").get("be")).isEqualTo(2);
        assertThat(driver.producedTopicNames()).contains("counted");
    }

    @Test
    void joinsWithAGlobalTableAsItStandsThen() {
        var table = builder.<String, String>globalTable("names");
        builder.<String, String>stream("in")
                .leftJoin(table, (k, v) -> k, (v, name) -> v + " of " + name)
                .to("out");
        start();
        TestInputTopic<String, String> in = input("in");

        in.pipeInput("a", "1");
        input("names").pipeInput("a", "Ann");
        in.pipeInput("a", "2");

        assertThat(output("out").readValuesToList()).containsExactly("1 of null", "2 of Ann");
    }

    @Test
    void carriesTimesAndHeaders() {
        builder.<String, String>stream("in").to("out");
        start();
        RecordHeaders headers = new RecordHeaders();
        headers.add("why", new byte[] {1});
        TestRecord<String, String> record = new TestRecord<>("k", "v", headers, Instant.ofEpochMilli(77));
        TestInputTopic<String, String> in = driver.createInputTopic(
                "in", new StringSerializer(), new StringSerializer(), Instant.ofEpochMilli(5), Duration.ofMillis(10));

        in.pipeInput(record);
        in.pipeInput("k", "first");
        in.pipeInput("k", "second");

        TestOutputTopic<String, String> out = output("out");
        assertThat(out.readRecord()).isEqualTo(record);
        assertThat(out.readRecord().timestamp()).isEqualTo(5);
        assertThat(out.readRecord().timestamp()).isEqualTo(15);
        assertThatThrownBy(out::readRecord).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void showsWindowStores() {
        builder.<String, String>stream("in")
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(10), Duration.ofMillis(90)))
                .count(Materialized.as("windows"));
        start();

        input("in").pipeInput("a", "x", 12);
        input("in").pipeInput("a", "x", 19);
        input("in").pipeInput("a", "x", 20);

        var windows = driver.<String, Long>getWindowStore("windows");
        assertThat(windows.fetch("a", 10)).isEqualTo(2);
        assertThat(windows.fetch("a", 20)).isEqualTo(1);
        assertThat(driver.getKeyValueStore("windows")).isNull();
    }

    @Test
    void saysWhichTopicItDoesNotKnowAndWhichRecordFailed() {
        builder.<String, String>stream("in").mapValues(v -> v.substring(1)).to("out");
        start();

        assertThatThrownBy(() -> input("elsewhere").pipeInput("v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> input("in").pipeInput(""))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("in-0");
    }

    private void start() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        driver = new TopologyTestDriver(builder.build(), settings);
    }

    private TestInputTopic<String, String> input(String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
    }

    private TestOutputTopic<String, String> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer());
    }
}
