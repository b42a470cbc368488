package io.millrace.client.group;

import io.millrace.client.call.Done;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Names of topics that a coordinator tells by id. <i>Loop-owned.</i> */
final class TopicNames {
    private final Metadata metadata;
    private final Map<Uuid, String> known = new HashMap<>();
    private boolean asked;

    TopicNames(Metadata metadata) {
        this.metadata = metadata;
    }

    @Nullable
    String of(Uuid id) {
        TopicInfo info = metadata.known(id);
        return info == null ? known.get(id) : info.name();
    }

    /** Asks the cluster for these topics, or for all when none is named; not while it is asked already. */
    void learn(Set<String> names, Done done) {
        if (asked) {
            return;
        }
        asked = true;
        if (names.isEmpty()) {
            metadata.allTopics((topics, failure) -> learned(topics, failure, done));
        } else {
            metadata.refresh(
                    names, (topics, failure) -> learned(topics == null ? null : topics.values(), failure, done));
        }
    }

    private void learned(@Nullable Collection<TopicInfo> topics, @Nullable Throwable failure, Done done) {
        asked = false;
        if (topics != null) {
            topics.forEach(topic -> known.put(topic.id(), topic.name()));
        }
        done.done(failure);
    }
}
