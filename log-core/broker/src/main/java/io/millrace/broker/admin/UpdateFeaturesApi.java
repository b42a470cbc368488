package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.TopicCommands;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** UpdateFeatures: finalises features at other levels, all that are named or none. */
final class UpdateFeaturesApi implements Api {
    private final TopicCommands catalog;

    UpdateFeaturesApi(TopicCommands catalog) {
        this.catalog = catalog;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.UPDATE_FEATURES;
    }

    @Override
    public void handle(Call call) {
        catalog.updateFeatures(call.body(UpdateFeaturesRequestData.class), call.version(), call::answer);
    }
}
