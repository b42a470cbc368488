package io.millrace.streams.topology;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A store: what it holds and how it is kept. A serde that is null is the configured default. Window size and retention
 * are those of windows, else 0. The changelog's config holds what the user asked for. *Immutable.*
 */
public record StoreSpec(
        String name,
        Kind kind,
        @Nullable Serde<Object> keySerde,
        @Nullable Serde<Object> valueSerde,
        long windowSizeMs,
        long retentionMs,
        boolean caching,
        boolean logging,
        Map<String, String> changelogConfig) {
    /** Copies the config. */
    public StoreSpec {
        changelogConfig = Map.copyOf(changelogConfig);
    }

    /** What a store's entries are addressed by. */
    public enum Kind {
        /** A key. */
        KEY_VALUE,
        /** A key and a window's start. */
        WINDOW
    }

    /** The changelog topic's name, without the application's id. */
    public String changelog() {
        return name + "-changelog";
    }
}
