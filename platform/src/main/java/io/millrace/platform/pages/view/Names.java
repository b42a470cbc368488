package io.millrace.platform.pages.view;

import java.util.Set;

/** Which topics are somebody's own books, and not what people came to see. */
public final class Names {
    private static final Set<String> BOOKS = Set.of("connect-configs", "connect-offsets", "connect-status");

    private Names() {}

    /** Whether the page hides the topic until it is told to show such ones. */
    public static boolean internal(String topic) {
        return topic.startsWith("__")
                || topic.startsWith("_schemas")
                || BOOKS.contains(topic)
                || topic.endsWith("-changelog")
                || topic.endsWith("-repartition");
    }

    /** The topic that a job means: its own topics are described without the application's id. */
    public static String ofJob(String applicationId, String described, Set<String> topics) {
        String own = applicationId + "-" + described;
        return !topics.contains(described) && topics.contains(own) ? own : described;
    }
}
