package io.millrace.coordinator.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a topic may be called, and what the log calls its own. */
public final class TopicNames {
    /** Groups' offsets and members. */
    public static final String CONSUMER_OFFSETS = "__consumer_offsets";
    /** Transactions' states. */
    public static final String TRANSACTION_STATE = "__transaction_state";
    /** The metadata log, which is no topic of the catalog itself. */
    public static final String CLUSTER_METADATA = "__cluster_metadata";

    private static final int MAX_LENGTH = 249;
    private static final Set<String> INTERNAL = Set.of(CONSUMER_OFFSETS, TRANSACTION_STATE);

    private TopicNames() {}

    /** True for the topics that the log keeps for itself. */
    public static boolean isInternal(String name) {
        return INTERNAL.contains(name);
    }

    /** Why a name cannot be a topic's; null when it can. */
    public static @Nullable String fault(String name) {
        String what = null;
        if (name.isEmpty()) {
            what = "it is empty";
        } else if (name.equals(".") || name.equals("..")) {
            what = "'" + name + "' means a directory";
        } else if (name.length() > MAX_LENGTH) {
            what = "'" + name + "' has more than " + MAX_LENGTH + " characters";
        } else if (!name.chars().allMatch(TopicNames::allowed)) {
            what = "'" + name + "' has other characters than a to z, A to Z, 0 to 9, '.', '_' and '-'";
        }
        return what == null ? null : "no name for a topic: " + what;
    }

    /** Two names with the same key may not both be topics: metrics turn dots into underscores. */
    static String collisionKey(String name) {
        return name.replace('.', '_');
    }

    private static boolean allowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
