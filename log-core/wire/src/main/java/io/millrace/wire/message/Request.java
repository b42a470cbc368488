package io.millrace.wire.message;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * One protocol request. <i>Immutable</i>, unless somebody changes the body, which nobody does once it is sent.
 *
 * @param api what is asked for
 * @param version in which version of it
 * @param clientId who asks, for logs and quotas; may be empty
 * @param body the generated message
 */
public record Request(ApiKeys api, short version, String clientId, ApiMessage body) {
    /** In the latest stable version, from nobody in particular. */
    public static Request of(ApiMessage body) {
        ApiKeys api = ApiKeys.forId(body.apiKey());
        return new Request(api, api.latestVersion(false), "", body);
    }
}
