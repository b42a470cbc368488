package io.millrace.broker;

import io.millrace.base.Loop;
import io.millrace.broker.coordinate.CatalogHost;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.transact.TransactionHosts;
import io.millrace.storage.log.LogStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a node from work to rest: coordinators, then partitions, then the logs' files. Each step begins the next. */
final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final LogStore store;
    private final Loop diskLoop;
    private final Partitions partitions;
    private final CatalogHost catalog;
    private final Topics topics;
    private final @Nullable GroupHosts groups;
    private final @Nullable TransactionHosts transactions;

    Shutdown(
            LogStore store,
            Loop diskLoop,
            Partitions partitions,
            CatalogHost catalog,
            Topics topics,
            @Nullable GroupHosts groups,
            @Nullable TransactionHosts transactions) {
        this.store = store;
        this.diskLoop = diskLoop;
        this.partitions = partitions;
        this.catalog = catalog;
        this.topics = topics;
        this.groups = groups;
        this.transactions = transactions;
    }

    /** Begins; {@code done} runs on the disk loop. */
    void run(Runnable done) {
        Runnable fromCatalogOn = () -> catalog.loop().execute(() -> {
            topics.stop();
            catalog.stop();
            closePartitions(0, done);
        });
        GroupHosts running = groups;
        Runnable fromGroupsOn = running == null ? fromCatalogOn : () -> running.stop(fromCatalogOn);
        if (transactions == null) {
            fromGroupsOn.run();
        } else {
            transactions.stop(fromGroupsOn);
        }
    }

    private void closePartitions(int shardIndex, Runnable done) {
        if (shardIndex == partitions.shards().size()) {
            diskLoop.execute(() -> closeStore(done));
            return;
        }
        Partitions.Shard shard = partitions.shards().get(shardIndex);
        shard.loop().execute(() -> {
            shard.all().forEach(Partition::close);
            closePartitions(shardIndex + 1, done);
        });
    }

    private void closeStore(Runnable done) {
        try {
            store.close();
        } catch (IOException e) {
            // What was acknowledged is on disk all the same; the next start recovers the rest.
            LOG.error("the logs were not closed cleanly: {}", e.getMessage());
        }
        done.run();
    }
}
