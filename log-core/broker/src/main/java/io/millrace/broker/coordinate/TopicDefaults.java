package io.millrace.broker.coordinate;

import io.millrace.storage.log.LogConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * What the node gives topics that set nothing themselves. <i>Immutable.</i>
 *
 * @param maxMessageBytes message.max.bytes
 * @param timestampAfterMaxMs log.message.timestamp.after.max.ms
 * @param log how its logs are kept
 * @param producerExpirationMs producer.id.expiration.ms
 * @param set what somebody set on the node, by the topics' own keys: it goes before all of the above
 */
public record TopicDefaults(
        int maxMessageBytes,
        long timestampAfterMaxMs,
        LogConfig log,
        long producerExpirationMs,
        Map<String, String> set) {

    /** The same with other values set on the node. */
    public TopicDefaults with(Map<String, String> nowSet) {
        return new TopicDefaults(maxMessageBytes, timestampAfterMaxMs, log, producerExpirationMs, nowSet);
    }

    /** Whether nobody has set anything on the node in between; the rest is its file's, and stays. */
    boolean same(TopicDefaults before) {
        return set.equals(before.set);
    }

    /** All that somebody set for a topic: on itself, or on the node. */
    Map<String, String> inForce(Map<String, String> own) {
        if (set.isEmpty()) {
            return own;
        }
        Map<String, String> all = new HashMap<>(set);
        all.putAll(own);
        return all;
    }
}
