package io.millrace.connect.storage;

import io.millrace.client.ClientThread;
import io.millrace.connect.storage.Journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker keeps in the log: configs, positions and states, each in a topic of its own. <i>Any thread.</i> */
public final class Stores {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private final StoreTopic configTopic;
    private final Journal journal;
    private final Offsets offsets;
    private final Statuses statuses;
    private final ConfigState read = new ConfigState();

    private Stores(ClientThread client, Topics topics, String workerId) {
        this.configTopic = topics.configs();
        this.journal = new Journal(client);
        this.offsets = new Offsets(topics.offsets().topic(), journal);
        this.statuses = new Statuses(topics.statuses().topic(), workerId, journal);
    }

    /** The three. */
    public record Topics(StoreTopic configs, StoreTopic offsets, StoreTopic statuses) {}

    /** Completes when all three topics are read to their ends; fails with a message that names the topic at fault. */
    public static CompletableFuture<Stores> open(ClientThread client, Topics topics, String workerId) {
        Stores stores = new Stores(client, topics, workerId);
        List<StoreTopic> all = List.of(topics.configs(), topics.offsets(), topics.statuses());
        return new StoreReader(client, all, stores::take).run().thenApply(nothing -> stores);
    }

    /** The connectors that were stored when this was read. */
    public List<StoredConnector> connectorsRead() {
        return read.connectors();
    }

    /** Positions of sources. */
    public Offsets offsets() {
        return offsets;
    }

    /** States. */
    public Statuses statuses() {
        return statuses;
    }

    /** Stores a connector, with what it is meant to do when that is given. */
    public CompletableFuture<Void> putConnector(String name, Map<String, String> config, @Nullable TargetState target) {
        List<Entry> entries = new ArrayList<>();
        if (target != null) {
            entries.add(ConfigRecords.target(name, target));
        }
        entries.add(ConfigRecords.connector(name, config));
        return journal.append(configTopic.topic(), entries);
    }

    /** Stores what it is meant to do. */
    public CompletableFuture<Void> putTarget(String name, TargetState target) {
        return journal.append(configTopic.topic(), List.of(ConfigRecords.target(name, target)));
    }

    /** Stores all its tasks' configs. */
    public CompletableFuture<Void> putTasks(String name, List<Map<String, String>> tasks) {
        return journal.append(configTopic.topic(), ConfigRecords.tasks(name, tasks));
    }

    /** Stores that somebody asked for a restart, as other workers of a group would have to hear it. */
    public CompletableFuture<Void> putRestart(String name, boolean includeTasks, boolean onlyFailed) {
        return journal.append(configTopic.topic(), List.of(ConfigRecords.restart(name, includeTasks, onlyFailed)));
    }

    /** Forgets a connector. */
    public CompletableFuture<Void> deleteConnector(String name) {
        return journal.append(configTopic.topic(), ConfigRecords.deletion(name));
    }

    private void take(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            return;
        }
        String name = new String(key, StandardCharsets.UTF_8);
        try {
            if (topic.equals(configTopic.topic())) {
                read.take(name, value);
            } else if (topic.equals(offsets.topic())) {
                offsets.take(key, value);
            } else {
                statuses.take(name, value);
            }
        } catch (IllegalArgumentException e) {
            // Somebody else wrote there. The rest is still good; the value may hold a password.
            LOG.warn("{}: the record of key {} is not understood and left out", topic, name);
        }
    }
}
