package io.millrace.streams.equality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.StreamsBuilder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both engines write the same records: bytes, times, headers, internal topics included. */
class KafkaStreamsEqualityTest {
    private static final int SEEDS = Integer.getInteger("millrace.equality.seeds", 3);

    private static KafkaStreamsPeer peer;

    @BeforeAll
    static void startPeer() throws IOException {
        peer = KafkaStreamsPeer.start();
    }

    @AfterAll
    static void stopPeer() throws InterruptedException {
        peer.close();
    }

    static Stream<String> jobs() {
        return Jobs.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void writesWhatKafkaStreamsWrites(String job) throws IOException {
        Set<String> read = sources(job);
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<String> records = new Scenarios(seed)
                    .records(120).stream()
                            .filter(record -> read.contains(record.substring(0, record.indexOf(' '))))
                            .toList();
            for (long cacheBytes : new long[] {0, 10 << 20}) {
                List<String> theirs = peer.run(job, cacheBytes, records);
                assertThat(theirs).isNotEmpty();
                assertThat(difference(Replay.run(job, cacheBytes, "unused", records), theirs))
                        .as("job %s, seed %d, cache %d", job, seed, cacheBytes)
                        .isEmpty();
            }
        }
    }

    /** The first record that differs, or nothing. */
    private static String difference(List<String> ours, List<String> theirs) {
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            String our = i < ours.size() ? ours.get(i) : "nothing";
            String their = i < theirs.size() ? theirs.get(i) : "nothing";
            if (!our.equals(their)) {
                return "record " + i + ": we write\n" + our + "\nand Kafka Streams\n" + their;
            }
        }
        return "";
    }

    private static Set<String> sources(String job) {
        StreamsBuilder builder = new StreamsBuilder();
        Jobs.all().get(job).accept(builder);
        Set<String> topics = new HashSet<>();
        builder.build().built().globals().forEach(global -> topics.add(global.topic()));
        builder.build().built().subTopologies().forEach(sub -> topics.addAll(sub.sourceTopics()));
        return topics;
    }
}
