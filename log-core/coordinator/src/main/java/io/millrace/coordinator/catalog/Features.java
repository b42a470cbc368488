package io.millrace.coordinator.catalog;

import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features that clients find in ApiVersions, by which they choose among protocols, and the levels of each that this
 * log carries out. What is listed here is finalised at its highest level when a node comes that nobody told otherwise.
 */
public final class Features {
    /** How transactions work: 1 has flexible records, 2 a new epoch for each transaction. */
    public static final String TRANSACTION_VERSION = "transaction.version";
    /** 1 is the protocol of consumer groups whose assignments the coordinator makes. */
    public static final String GROUP_VERSION = "group.version";

    private static final List<BrokerFeature> KNOWN =
            List.of(feature(GROUP_VERSION, 1), feature(TRANSACTION_VERSION, 2));
    private static final List<BrokerFeature> SUPPORTED =
            KNOWN.stream().filter(feature -> feature.maxVersion() > 0).toList();

    private Features() {}

    /** Those of which a level above 0 is carried out, by name. */
    public static List<BrokerFeature> supported() {
        return SUPPORTED;
    }

    /** The feature of that name; null when it is not carried out. */
    public static @Nullable BrokerFeature supported(String name) {
        for (BrokerFeature feature : SUPPORTED) {
            if (feature.name().equals(name)) {
                return feature;
            }
        }
        return null;
    }

    private static BrokerFeature feature(String name, int highest) {
        return new BrokerFeature(name, (short) 0, (short) highest);
    }
}
