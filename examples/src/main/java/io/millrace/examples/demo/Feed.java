package io.millrace.examples.demo;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.Partitioners;
import io.millrace.client.produce.TopicAppender;
import io.millrace.examples.flights.Airport;
import io.millrace.examples.flights.FlightInput;
import io.millrace.examples.flights.FlightSerdes;
import io.millrace.examples.flights.FlightsJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the input into its topics. What a partition holds already is skipped: the sequence of each partition is always the
 * same, and appends are in order, so a feed that was cut off goes on where it stood.
 */
final class Feed implements AutoCloseable {
    private static final int TURN_EVERY = 512;

    private final Cluster cluster;
    private final Appender appender;
    private long appended;

    Feed(Cluster cluster) {
        this.cluster = cluster;
        appender = cluster.session()
                .client()
                .appender(AppendConfig.from(Settings.of(
                        Map.of(ClientKeys.BATCH_SIZE.name(), Integer.toString(256 << 10)),
                        List.of(ClientKeys.BATCH_SIZE))));
    }

    void airports(FlightInput input, TopicInfo topic, Stage stage) {
        long skip = cluster.records(topic);
        TopicAppender to = appender.topic(topic.name());
        Serializer<Airport> serializer = FlightSerdes.airport().serializer();
        long at = 0;
        for (Map.Entry<String, Airport> airport : input.airports().entrySet()) {
            if (at++ >= skip) {
                append(
                        to,
                        0,
                        airport.getKey().getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(FlightsJob.AIRPORTS, airport.getValue()),
                        at,
                        stage);
            }
        }
        cluster.session().done(appender::flush);
        stage.at(at);
    }

    void flights(FlightInput input, int times, TopicInfo topic, Stage stage) {
        int partitions = topic.partitionCount();
        long[] skip = new long[partitions];
        cluster.ends(topic).forEach((partition, end) -> skip[partition] = end);
        TopicAppender to = appender.topic(topic.name());
        long[] at = new long[1];
        input.replay(times, (key, value) -> {
            long number = at[0]++;
            int partition = key == null ? (int) (number % partitions) : Partitioners.forKey(key, partitions);
            if (skip[partition] > 0) {
                skip[partition]--;
            } else {
                append(to, partition, key, value, number + 1, stage);
            }
        });
        cluster.session().done(appender::flush);
        stage.at(at[0]);
    }

    private void append(
            TopicAppender to, int partition, byte @Nullable [] key, byte[] value, long number, Stage stage) {
        while (!to.append(partition, System.currentTimeMillis(), key, value, null)) {
            cluster.session().loop().turn(50);
            stage.at(number - 1);
        }
        if (++appended % TURN_EVERY == 0) {
            cluster.session().loop().turn(0);
            stage.at(number);
        }
    }

    @Override
    public void close() {
        appender.close();
    }
}
