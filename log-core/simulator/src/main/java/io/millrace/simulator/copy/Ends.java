package io.millrace.simulator.copy;

import io.millrace.simulator.check.Violation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/** The ends of partitions as fetches tell them, the last stable offset and the high watermark: neither goes back. <i>Loop-owned.</i> */
public final class Ends {
    private Map<String, Long> watermarks = Map.of();
    private Map<String, Long> stable = Map.of();

    /** A fetch came in; what is returned hears the answer. */
    public Consumer<FetchResponseData> arrived() {
        // Copied when changed, never changed: what a fetch may not fall behind is what was known when it came.
        Map<String, Long> watermarksThen = watermarks;
        Map<String, Long> stableThen = stable;
        return answer -> answer.responses()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    if (partition.errorCode() == Errors.NONE.code()) {
                        String where = topic.topicId() + "-" + partition.partitionIndex();
                        watermarks = moved(
                                "HighWatermarkStays", where, watermarksThen, watermarks, partition.highWatermark());
                        if (partition.lastStableOffset() >= 0) {
                            stable = moved("StableEndStays", where, stableThen, stable, partition.lastStableOffset());
                            if (partition.lastStableOffset() > partition.highWatermark()) {
                                throw new Violation("StableEndStays", where + " is stable beyond its high watermark");
                            }
                        }
                    }
                }));
    }

    private static Map<String, Long> moved(
            String invariant, String where, Map<String, Long> then, Map<String, Long> now, long offset) {
        long before = then.getOrDefault(where, 0L);
        if (offset < before) {
            throw new Violation(invariant, where + " went back from " + before + " to " + offset);
        }
        if (now.getOrDefault(where, -1L) >= offset) {
            return now;
        }
        Map<String, Long> next = new HashMap<>(now);
        next.put(where, offset);
        return next;
    }
}
