package io.millrace.platform.pages;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the log of this process is. <i>Any thread.</i> */
public final class LogState {
    /** There is none in this process. */
    public static final LogState ELSEWHERE = new LogState(() -> null, () -> null);

    private final Supplier<@Nullable String> failure;
    private final Supplier<@Nullable String> shortage;

    /** Asked whenever somebody wants to know. */
    public LogState(Supplier<@Nullable String> failure, Supplier<@Nullable String> shortage) {
        this.failure = failure;
        this.shortage = shortage;
    }

    /** Why it takes nothing any more; null while it does. */
    @Nullable
    String failure() {
        return failure.get();
    }

    /** Why it takes no records now; null while it does. */
    @Nullable
    String shortage() {
        return shortage.get();
    }
}
