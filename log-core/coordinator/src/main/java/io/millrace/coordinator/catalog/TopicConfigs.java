package io.millrace.coordinator.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.jspecify.annotations.Nullable;

/** The configuration keys of topics: Kafka's names, types, defaults and bounds. */
public final class TopicConfigs {
    private TopicConfigs() {}

    /** The key's declaration, which must exist. */
    public static TopicConfig of(String key) {
        throw new UnsupportedOperationException();
    }

    /** All keys by name. */
    public static Collection<TopicConfig> all() {
        throw new UnsupportedOperationException();
    }

    /** What is wrong with that key or value, in Kafka's words; null when it is fine. */
    public static @Nullable String fault(String key, @Nullable String value) {
        throw new UnsupportedOperationException();
    }

    /** DescribeConfigs' entries for a topic with those values set; all keys when keys is null. */
    public static List<DescribeConfigsResourceResult> describe(
            Map<String, String> set, @Nullable Collection<String> keys, boolean synonyms, boolean documentation) {
        throw new UnsupportedOperationException();
    }
}
