package io.millrace.broker;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.broker.coordinate.TopicDefaults;
import io.millrace.broker.transact.TransactionHosts;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.CatalogLimits;
import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.group.GroupLimits;
import io.millrace.coordinator.transaction.TransactionLimits;
import io.millrace.net.RequestRoom;
import io.millrace.net.TcpServer;
import io.millrace.storage.log.Durability;
import io.millrace.storage.log.StoreConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The settings of a node in the forms that its parts take. <i>Immutable.</i> */
record Limits(
        int nodeId,
        int offsetsPartitions,
        boolean autoCreateTopics,
        int fetchMaxBytes,
        CatalogLimits catalog,
        GroupLimits groups,
        Settings settings) {

    static Limits of(Settings settings) {
        return new Limits(
                settings.get(BrokerKeys.NODE_ID),
                settings.get(BrokerKeys.OFFSETS_PARTITIONS),
                settings.get(BrokerKeys.AUTO_CREATE_TOPICS),
                settings.get(BrokerKeys.FETCH_MAX_BYTES),
                new CatalogLimits(
                        settings.get(BrokerKeys.NUM_PARTITIONS),
                        CatalogLimits.DEFAULT.maxPartitions(),
                        settings.get(BrokerKeys.NODE_ID),
                        given(settings)),
                GroupKeys.limits(settings),
                settings);
    }

    /** What one connection may do. */
    TcpServer.Limits edge() {
        TcpServer.Limits base = TcpServer.Limits.DEFAULT;
        return new TcpServer.Limits(
                settings.get(BrokerKeys.REQUEST_MAX_BYTES),
                base.maxPendingBytes(),
                base.maxInFlight(),
                settings.get(BrokerKeys.MAX_IDLE_MS),
                base.frameMs(),
                settings.get(BrokerKeys.MAX_CONNECTIONS),
                settings.get(BrokerKeys.MAX_CONNECTIONS_PER_IP));
    }

    /** What requests may take of the memory. */
    RequestRoom requestRoom() {
        long most = settings.get(BrokerKeys.QUEUED_MAX_BYTES);
        return most > 0 ? new RequestRoom(most) : RequestRoom.unbounded();
    }

    /** How transactions are kept. */
    TransactionHosts.Settings transactions() {
        return new TransactionHosts.Settings(
                settings.get(BrokerKeys.TRANSACTION_PARTITIONS),
                new TransactionLimits(
                        settings.get(BrokerKeys.TRANSACTION_MAX_TIMEOUT_MS),
                        settings.get(BrokerKeys.TRANSACTIONAL_ID_EXPIRATION_MS)),
                settings.get(BrokerKeys.TRANSACTION_CHECK_INTERVAL_MS));
    }

    /** How the data directory is kept, which gets this cluster id should it be new and none be wanted. */
    StoreConfig store(String newClusterId) {
        String wanted = settings.get(BrokerKeys.CLUSTER_ID);
        StoreConfig base = StoreConfig.of(nodeId, wanted.isEmpty() ? newClusterId : wanted);
        return new StoreConfig(
                nodeId,
                base.clusterId(),
                !wanted.isEmpty(),
                settings.get(BrokerKeys.DURABILITY).equals("os") ? Durability.OS : Durability.SYNC,
                settings.get(BrokerKeys.SEGMENT_BYTES),
                settings.get(BrokerKeys.INDEX_INTERVAL_BYTES),
                settings.get(BrokerKeys.JOURNAL_FILE_BYTES),
                settings.get(BrokerKeys.JOURNAL_FILES),
                base.byReferenceBytes(),
                base.chunkBytes(),
                settings.get(BrokerKeys.TAIL_BYTES),
                base.openFiles(),
                LogKeys.upkeep(settings));
    }

    private static Map<String, String> given(Settings settings) {
        Map<String, String> given = new HashMap<>();
        for (Key<?> key : BrokerKeys.ALL) {
            if (settings.has(key)) {
                given.put(key.name(), written(settings.get(key)));
            }
        }
        return Map.copyOf(given);
    }

    private static String written(Object value) {
        return value instanceof Optional<?> some ? some.map(String::valueOf).orElse("") : String.valueOf(value);
    }

    /** As above, with what was set while a node ran. */
    TopicDefaults topicDefaults(CatalogImage image) {
        return topicDefaults()
                .with(image.nodeValues(nodeId, NodeValues.ofFile(catalog.file()))
                        .topicDefaults());
    }

    /** What the file gives topics. */
    TopicDefaults topicDefaults() {
        return new TopicDefaults(
                settings.get(BrokerKeys.MESSAGE_MAX_BYTES),
                settings.get(BrokerKeys.TIMESTAMP_AFTER_MAX_MS),
                LogKeys.log(settings),
                settings.get(BrokerKeys.PRODUCER_EXPIRATION_MS),
                NodeValues.ofFile(catalog.file()).topicDefaults());
    }
}
