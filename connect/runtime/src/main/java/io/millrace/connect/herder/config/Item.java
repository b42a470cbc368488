package io.millrace.connect.herder.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;

/**
 * One key of a validated config. <i>Immutable.</i>
 *
 * @param name the key
 * @param definition null when nobody knows the key
 * @param value as text, hidden when it is secret
 * @param recommended what may be chosen
 * @param errors what is wrong with it
 * @param visible whether it matters, as the rest of the config stands
 */
public record Item(
        String name,
        @Nullable ConfigKey definition,
        @Nullable String value,
        List<String> recommended,
        List<String> errors,
        boolean visible) {}
