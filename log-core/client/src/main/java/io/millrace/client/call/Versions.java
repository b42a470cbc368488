package io.millrace.client.call;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;

/** The versions that one node speaks and this client too. <i>Immutable.</i> */
final class Versions {
    /** What this client implements: the form of the bodies it builds and reads. Apache Kafka 3.0 and newer speak these. */
    private static final Map<ApiKeys, Range> OURS = new EnumMap<>(ApiKeys.class);

    static {
        ours(ApiKeys.PRODUCE, 3, 13);
        ours(ApiKeys.FETCH, 4, 18);
        ours(ApiKeys.LIST_OFFSETS, 4, 10);
        ours(ApiKeys.METADATA, 4, 13);
        // From 10 on topics go by id, which a committed offset has no need of.
        ours(ApiKeys.OFFSET_COMMIT, 2, 9);
        ours(ApiKeys.OFFSET_FETCH, 8, 9);
        ours(ApiKeys.FIND_COORDINATOR, 4, 6);
        ours(ApiKeys.JOIN_GROUP, 5, 9);
        ours(ApiKeys.HEARTBEAT, 3, 4);
        ours(ApiKeys.LEAVE_GROUP, 3, 5);
        ours(ApiKeys.SYNC_GROUP, 3, 5);
        ours(ApiKeys.API_VERSIONS, 0, 3);
        ours(ApiKeys.SASL_HANDSHAKE, 1, 1);
        ours(ApiKeys.SASL_AUTHENTICATE, 0, 2);
        ours(ApiKeys.CREATE_TOPICS, 2, 7);
        // Version 6 only adds deletion by id.
        ours(ApiKeys.DELETE_TOPICS, 1, 5);
        ours(ApiKeys.INIT_PRODUCER_ID, 0, 5);
        ours(ApiKeys.DESCRIBE_CONFIGS, 1, 4);
        ours(ApiKeys.DELETE_GROUPS, 0, 2);
        ours(ApiKeys.LIST_GROUPS, 1, 5);
        ours(ApiKeys.DESCRIBE_GROUPS, 1, 6);
        // From 4 on brokers speak it among themselves.
        ours(ApiKeys.ADD_PARTITIONS_TO_TXN, 0, 3);
        ours(ApiKeys.ADD_OFFSETS_TO_TXN, 0, 4);
        ours(ApiKeys.TXN_OFFSET_COMMIT, 3, 5);
        ours(ApiKeys.END_TXN, 0, 5);
        ours(ApiKeys.WRITE_TXN_MARKERS, 1, 1);
        ours(ApiKeys.DESCRIBE_PRODUCERS, 0, 0);
        ours(ApiKeys.DESCRIBE_TRANSACTIONS, 0, 0);
        ours(ApiKeys.LIST_TRANSACTIONS, 0, 1);
        ours(ApiKeys.CREATE_PARTITIONS, 0, 3);
        ours(ApiKeys.DELETE_RECORDS, 0, 2);
        ours(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, 1);
        ours(ApiKeys.DESCRIBE_LOG_DIRS, 1, 4);
        ours(ApiKeys.OFFSET_DELETE, 0, 0);
        ours(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 3, 4);
        ours(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1);
        ours(ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1);
        ours(ApiKeys.UPDATE_FEATURES, 1, 2);
    }

    private final Map<ApiKeys, Range> node = new EnumMap<>(ApiKeys.class);
    private final Map<String, Short> features = new HashMap<>();

    Versions(Iterable<ApiVersion> listed, Iterable<FinalizedFeatureKey> finalized) {
        finalized.forEach(feature -> features.put(feature.name(), feature.maxVersionLevel()));
        for (ApiVersion version : listed) {
            if (ApiKeys.hasId(version.apiKey())) {
                node.put(ApiKeys.forId(version.apiKey()), new Range(version.minVersion(), version.maxVersion()));
            }
        }
    }

    /** The level at which the cluster runs a feature, 0 when it has none. */
    int level(String feature) {
        return features.getOrDefault(feature, (short) 0);
    }

    /** The newest version that both speak, at most the given one. */
    short newest(ApiKeys api, short atMost) {
        Range ours = OURS.get(api);
        if (ours == null) {
            throw new IllegalArgumentException(api + " is not implemented");
        }
        Range theirs = node.get(api);
        if (theirs == null) {
            throw new UnsupportedVersionException("the node does not offer " + api);
        }
        int version = Math.min(Math.min(ours.max, theirs.max), atMost);
        if (version < ours.min || version < theirs.min) {
            throw new UnsupportedVersionException("the node offers " + api + " in versions " + theirs.min + " to "
                    + theirs.max + ", needed is " + ours.min + " to " + Math.min(ours.max, atMost));
        }
        return (short) version;
    }

    private static void ours(ApiKeys api, int min, int max) {
        OURS.put(api, new Range(min, Math.min(max, api.latestVersion(true))));
    }

    private record Range(int min, int max) {}
}
