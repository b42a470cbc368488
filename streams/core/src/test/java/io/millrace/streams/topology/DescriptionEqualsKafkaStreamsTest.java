package io.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.samples.KafkaStreamsSamples;
import io.millrace.streams.samples.SampleTopologies;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Names, numbers, stores, repartition topics and sub-topologies are those of Kafka Streams, to the letter. */
class DescriptionEqualsKafkaStreamsTest {
    @TestFactory
    Stream<DynamicTest> describesAsKafkaStreamsDoes() throws Exception {
        Map<String, Consumer<org.apache.kafka.streams.StreamsBuilder>> model = KafkaStreamsSamples.all();
        return SampleTopologies.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    var theirs = new org.apache.kafka.streams.StreamsBuilder();
                    model.get(sample.getKey()).accept(theirs);
                    var ours = new StreamsBuilder();
                    sample.getValue().accept(ours);

                    assertThat(ours.build().describe())
                            .hasToString(theirs.build().describe().toString());
                }));
    }
}
