package io.millrace.connect.task;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where source tasks keep how far they came. <i>Any thread.</i> */
public interface OffsetStore {
    /** The offsets last written of these source partitions; those without one are left out. May block. */
    Map<Map<String, ?>, Map<String, ?>> read(String connector, Collection<? extends Map<String, ?>> partitions);

    /** Completes when all of them are durable. */
    CompletableFuture<Void> write(String connector, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets);
}
