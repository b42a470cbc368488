package io.millrace.coordinator.catalog;

import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import io.millrace.wire.message.MetadataRecord.FeatureLevel;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One UpdateFeatures request against the catalog: all of it or nothing. <i>Loop-owned.</i> */
final class FeatureUpdate {
    private static final int UPGRADE = 1;
    private static final int SAFE_DOWNGRADE = 2;
    private static final int UNSAFE_DOWNGRADE = 3;
    private static final int ONE_RESULT_SINCE = 2;

    private final CatalogMachine catalog;
    private final List<MetadataRecord> records = new ArrayList<>();

    FeatureUpdate(CatalogMachine catalog) {
        this.catalog = catalog;
    }

    List<MetadataRecord> records() {
        return records;
    }

    UpdateFeaturesResponseData update(UpdateFeaturesRequestData request, short version) {
        String fault = null;
        for (FeatureUpdateKey each : request.featureUpdates()) {
            fault = fault == null ? update(each, version) : fault;
        }
        if (fault != null || request.validateOnly()) {
            records.clear();
        }
        Errors error = fault == null ? Errors.NONE : Errors.INVALID_UPDATE_VERSION;
        return answer(request, version, error, fault);
    }

    static UpdateFeaturesResponseData answer(
            UpdateFeaturesRequestData request, short version, Errors error, @Nullable String message) {
        UpdateFeaturesResponseData answer =
                new UpdateFeaturesResponseData().setErrorCode(error.code()).setErrorMessage(message);
        if (version < ONE_RESULT_SINCE) {
            request.featureUpdates()
                    .forEach(each -> answer.results()
                            .add(new UpdatableFeatureResult()
                                    .setFeature(each.feature())
                                    .setErrorCode(error.code())
                                    .setErrorMessage(message)));
        }
        return answer;
    }

    /** Why it cannot be; null when its record was written. */
    private @Nullable String update(FeatureUpdateKey asked, short version) {
        int type = version == 0 ? asked.allowDowngrade() ? SAFE_DOWNGRADE : UPGRADE : asked.upgradeType();
        short level = asked.maxVersionLevel();
        String begin = asked.feature() + " cannot go to level " + level + ": ";
        if (type < UPGRADE || type > UNSAFE_DOWNGRADE) {
            return begin + "no kind of update has number " + type;
        }
        BrokerFeature supported = Features.supported(asked.feature());
        if (supported == null) {
            return begin + "this node has no such feature";
        }
        if (level < supported.minVersion() || level > supported.maxVersion()) {
            return begin + "this node knows levels " + supported.minVersion() + " to " + supported.maxVersion();
        }
        short current = catalog.featureLevel(asked.feature());
        if (level < current && type == UPGRADE) {
            return begin + "it is at " + current + ", and the request does not say that it may go down";
        }
        if (level > current && type != UPGRADE) {
            return begin + "it is at " + current + ", and the request says that it goes down";
        }
        if (level != current) {
            records.add(new FeatureLevel(asked.feature(), level));
        }
        return null;
    }
}
