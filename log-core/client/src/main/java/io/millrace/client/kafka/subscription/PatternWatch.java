package io.millrace.client.kafka.subscription;

import io.millrace.client.kafka.consumer.Desk;
import io.millrace.client.metadata.TopicInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the topics that a pattern names, now and again each {@code metadata.max.age.ms}. Owned by the user's thread. */
final class PatternWatch {
    private final Desk desk;
    private final Pattern pattern;
    private final boolean withInternal;
    private final long everyNanos;
    private final Consumer<Set<String>> found;
    private long dueNanos;
    private boolean asked;
    private @Nullable Set<String> last;

    @Nullable
    RuntimeException failure;

    PatternWatch(Desk desk, Pattern pattern, boolean withInternal, int everyMs, Consumer<Set<String>> found) {
        this.desk = desk;
        this.pattern = pattern;
        this.withInternal = withInternal;
        this.everyNanos = everyMs * 1_000_000L;
        this.found = found;
        this.dueNanos = desk.nanos();
    }

    /** Asks when it is time. */
    void look() {
        if (asked || desk.nanos() - dueNanos < 0) {
            return;
        }
        asked = true;
        desk.<List<TopicInfo>>ask((client, answer) -> client.metadata().allTopics(answer), (topics, why) -> {
            asked = false;
            dueNanos = desk.nanos() + everyNanos;
            if (topics == null) {
                failure = Desk.thrown(why);
                return;
            }
            Set<String> matching = new TreeSet<>();
            for (TopicInfo topic : topics) {
                if ((withInternal || !topic.internal())
                        && pattern.matcher(topic.name()).matches()) {
                    matching.add(topic.name());
                }
            }
            if (!matching.equals(last)) {
                last = matching;
                found.accept(matching);
            }
        });
    }

    long dueNanos() {
        return asked ? dueNanos + everyNanos : dueNanos;
    }
}
