package io.millrace.connect.task.sink;

import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.group.Assignor;
import io.millrace.client.group.RangeAssignor;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.connect.task.ConnectorKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a sink reads, as far as they are there: by name, or by a pattern. Divided among the tasks by Kafka's
 * {@code range}. <i>Loop-owned.</i>
 */
final class SinkTopics implements Assignor {
    private final LogClient log;
    private final List<String> named;
    private final @Nullable Pattern pattern;
    /** Partitions by topic, as last seen. */
    private Map<String, Integer> seen = Map.of();

    SinkTopics(LogClient log, Map<String, String> config) {
        this.log = log;
        String regex = config.getOrDefault(ConnectorKeys.TOPICS_REGEX, "");
        pattern = regex.isBlank() ? null : Pattern.compile(regex.strip());
        named = new ArrayList<>();
        for (String name : config.getOrDefault(ConnectorKeys.TOPICS, "").split(",")) {
            if (!name.isBlank()) {
                named.add(name.strip());
            }
        }
    }

    /** Looks what there is; answers whether that differs from what was seen before. */
    void look(Answer<Boolean> changed) {
        // Asked for all, as asking for one by name might make it, with a config that nobody wished for.
        log.admin().listTopics((found, failure) -> {
            if (found == null) {
                changed.done(null, failure);
            } else {
                changed.done(take(found), null);
            }
        });
    }

    /** Whether a topic that is named is not there yet. */
    boolean isWaiting() {
        return pattern == null && !seen.keySet().containsAll(named);
    }

    @Override
    public String protocolType() {
        return delegate().protocolType();
    }

    @Override
    public String name() {
        return delegate().name();
    }

    @Override
    public byte[] subscription() {
        return delegate().subscription();
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        delegate().assign(members, assignments);
    }

    private boolean take(Collection<TopicInfo> topics) {
        Map<String, Integer> now = new TreeMap<>();
        for (TopicInfo topic : topics) {
            if (isWanted(topic)) {
                now.put(topic.name(), topic.partitionCount());
            }
        }
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private boolean isWanted(TopicInfo topic) {
        return pattern == null
                ? named.contains(topic.name())
                : !topic.internal() && pattern.matcher(topic.name()).matches();
    }

    private RangeAssignor delegate() {
        return new RangeAssignor(List.copyOf(seen.keySet()), log.metadata());
    }
}
