package io.millrace.streams.extra;

import io.millrace.client.config.SecurityConfig;
import io.millrace.streams.StreamsConfig;
import java.util.HashMap;
import java.util.Map;

/** What an application's settings say about TLS and its login, for those who only look at it. <i>Any thread.</i> */
final class Secured {
    private Secured() {}

    static SecurityConfig by(StreamsConfig config) {
        Map<String, Object> given = new HashMap<>(config.originals());
        given.putAll(config.originalsWithPrefix(StreamsConfig.ADMIN_CLIENT_PREFIX));
        return SecurityConfig.of(given);
    }
}
