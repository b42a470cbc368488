package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a reader does not accept. <i>Immutable.</i>
 *
 * @param errorType the rule
 * @param path where, from the reader's top: {@code #/properties/a}
 * @param about the property, or the keyword, in question
 * @param reader what stands there in the reader's schema; null when nothing does
 * @param writer what stands there in the writer's schema; null when nothing does
 */
record Found(
        String errorType,
        String path,
        String about,
        @Nullable JsonNode reader,
        @Nullable JsonNode writer) {}
