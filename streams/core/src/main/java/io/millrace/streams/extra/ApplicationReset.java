package io.millrace.streams.extra;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.Topology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes an application begin anew: what {@code kafka-streams-application-reset} does from the command line. Its output
 * topics stay as they are.
 */
public final class ApplicationReset {
    private static final long LOOK_AGAIN_MS = 20;

    private ApplicationReset() {}

    /**
     * Sets the application's positions to the start of its input, then deletes its internal topics, and with them its
     * state. No instance may run. It may be repeated when it was interrupted.
     *
     * @return the internal topics that were deleted
     * @throws IllegalStateException when an instance of the application runs; nothing is changed then
     * @throws TimeoutException when the cluster does not answer in time
     */
    public static Set<String> reset(Topology topology, StreamsConfig config, Duration patience) {
        String application = config.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        String servers = String.join(",", config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
        PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
        loop.turn(0); // makes this thread the loop's owner
        try (LogClient client = LogClient.open(ClientConfig.to(servers, Secured.by(config)), loop)) {
            ApplicationTopics topics = ApplicationTopics.of(topology, application);
            long patienceMs = patience.toMillis();
            rewind(client, loop, application, topics, patienceMs);
            return delete(client, loop, topics.internal(), patienceMs);
        }
    }

    /** Comes first: the group refuses it while it has members, and nothing is lost yet. */
    private static void rewind(
            LogClient client, PumpedLoop loop, String application, ApplicationTopics topics, long patienceMs) {
        Map<String, TopicInfo> found =
                Await.value(loop, patienceMs, answer -> client.metadata().refresh(topics.sources(), answer));
        Map<TopicPartition, Long> inputs = new HashMap<>();
        Map<TopicPartition, Offset> positions = new HashMap<>();
        found.forEach((name, topic) -> {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                if (topics.input().contains(name)) {
                    inputs.put(new TopicPartition(name, partition), Admin.EARLIEST);
                } else {
                    // Deleted below, and made again by the next run, from offset zero.
                    positions.put(new TopicPartition(name, partition), Offset.of(0));
                }
            }
        });
        if (!inputs.isEmpty()) {
            Map<TopicPartition, Admin.FoundOffset> starts =
                    Await.value(loop, patienceMs, answer -> client.admin().listOffsets(inputs, answer));
            starts.forEach((partition, offset) -> positions.put(partition, Offset.of(offset.offset())));
        }
        if (positions.isEmpty()) {
            return;
        }
        try {
            Await.done(loop, patienceMs, done -> client.admin().alterGroupOffsets(application, positions, done));
        } catch (UnknownMemberIdException | GroupNotEmptyException running) {
            throw new IllegalStateException(
                    "application " + application + " is running: close all of its instances before a reset", running);
        }
    }

    private static Set<String> delete(LogClient client, PumpedLoop loop, Set<String> internal, long patienceMs) {
        Set<String> existing = new TreeSet<>(existing(client, loop, internal, patienceMs));
        if (existing.isEmpty()) {
            return existing;
        }
        Admin.Outcomes outcomes =
                Await.value(loop, patienceMs, answer -> client.admin().deleteTopics(existing, answer));
        for (ApiException failure : outcomes.failures().values()) {
            if (!(failure instanceof UnknownTopicOrPartitionException)) {
                throw failure;
            }
        }
        // On a cluster the last of it goes in the background; the next run must not find the old ones.
        long giveUpAt = loop.clock().nanos() + patienceMs * 1_000_000L;
        while (!existing(client, loop, existing, patienceMs).isEmpty()) {
            if (loop.clock().nanos() - giveUpAt > 0) {
                throw new TimeoutException("internal topics are still there after their deletion: " + existing);
            }
            loop.turn(LOOK_AGAIN_MS);
        }
        return existing;
    }

    private static Set<String> existing(LogClient client, PumpedLoop loop, Set<String> names, long patienceMs) {
        if (names.isEmpty()) {
            return Set.of();
        }
        Map<String, TopicInfo> found =
                Await.value(loop, patienceMs, answer -> client.metadata().refresh(names, answer));
        return found.keySet();
    }
}
