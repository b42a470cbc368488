package io.millrace.broker.api;

import org.apache.kafka.common.protocol.ApiKeys;

/** Carries out one kind of request, in the whole range of versions that it declares. <i>Any thread.</i> */
public interface Api {
    /** Which kind. */
    ApiKeys key();

    /** The lowest version that is carried out. */
    default short oldest() {
        return key().oldestVersion();
    }

    /** The lowest version that ApiVersions names, which differs from {@link #oldest} for Produce alone. */
    default short listedFrom() {
        return oldest();
    }

    /** The highest version that is carried out. */
    default short latest() {
        return key().latestVersion(false);
    }

    /** Carries it out and answers, now or later. Called on the connection's loop. */
    void handle(Call call);
}
