package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.Features;
import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ApiVersions: the table of what is carried out, built from the handlers and nothing else, and the features
 * that are carried out and finalised, from their own table. A version newer than ours never comes this far: the connection answers
 * it in version 0.
 */
public final class ApiVersionsApi implements Api {
    private static final int FEATURES_SINCE = 3;
    private static final int LEVEL_ZERO_SINCE = 4;
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final Map<ApiKeys, Api> table = new EnumMap<>(ApiKeys.class);
    private final Topics topics;

    /** Lists these handlers and itself, and the features finalised in what the topics serve. */
    public ApiVersionsApi(Collection<Api> others, Topics topics) {
        this.topics = topics;
        table.put(key(), this);
        others.forEach(api -> table.put(api.key(), api));
    }

    /** All handlers by their key. */
    public Map<ApiKeys, Api> table() {
        return table;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public void handle(Call call) {
        ApiVersionsRequestData request = call.body(ApiVersionsRequestData.class);
        boolean named = SOFTWARE.matcher(request.clientSoftwareName()).matches()
                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
        if (call.version() >= 3 && !named) {
            call.answer(new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code()));
            return;
        }
        call.answer(response(call.version()));
    }

    private ApiVersionsResponseData response(short version) {
        ApiVersionCollection entries = new ApiVersionCollection(table.size());
        table.values().forEach(api -> entries.add(entry(api)));
        ApiVersionsResponseData response = new ApiVersionsResponseData().setApiKeys(entries);
        if (version >= FEATURES_SINCE) {
            addFeatures(response, version);
        }
        return response;
    }

    private void addFeatures(ApiVersionsResponseData response, short version) {
        CatalogImage image = topics.served().image();
        for (BrokerFeature feature : Features.supported()) {
            // Older clients stumble over a lowest level of 0.
            int lowest = version < LEVEL_ZERO_SINCE ? Math.max(1, feature.minVersion()) : feature.minVersion();
            response.supportedFeatures()
                    .add(new SupportedFeatureKey()
                            .setName(feature.name())
                            .setMinVersion((short) lowest)
                            .setMaxVersion(feature.maxVersion()));
        }
        response.setFinalizedFeaturesEpoch(image.featuresEpoch());
        image.features()
                .forEach((name, level) -> response.finalizedFeatures()
                        .add(new FinalizedFeatureKey()
                                .setName(name)
                                .setMinVersionLevel(level)
                                .setMaxVersionLevel(level)));
    }

    private static ApiVersion entry(Api api) {
        return new ApiVersion()
                .setApiKey(api.key().id)
                .setMinVersion(api.listedFrom())
                .setMaxVersion(api.latest());
    }
}
