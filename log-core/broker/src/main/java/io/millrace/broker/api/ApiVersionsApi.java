package io.millrace.broker.api;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ApiVersions: the table of what is carried out, built from the handlers and nothing else. No feature is finalised:
 * clients would take up protocols that are not here. A version newer than ours never comes this far: the connection answers
 * it in version 0.
 */
public final class ApiVersionsApi implements Api {
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final Map<ApiKeys, Api> table = new EnumMap<>(ApiKeys.class);

    /** Lists these handlers and itself. */
    public ApiVersionsApi(Collection<Api> others) {
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
        call.answer(response());
    }

    private ApiVersionsResponseData response() {
        ApiVersionCollection entries = new ApiVersionCollection(table.size());
        table.values().forEach(api -> entries.add(entry(api)));
        return new ApiVersionsResponseData().setApiKeys(entries);
    }

    private static ApiVersion entry(Api api) {
        return new ApiVersion()
                .setApiKey(api.key().id)
                .setMinVersion(api.listedFrom())
                .setMaxVersion(api.latest());
    }
}
