package io.millrace.registry.serde;

import org.jspecify.annotations.Nullable;

/** In which context of the registry a topic's subjects are. Any thread. */
public interface ContextNameStrategy {
    /** The context's name with its leading dot, or null for the registry's own. */
    @Nullable
    String contextName(String topic);
}
