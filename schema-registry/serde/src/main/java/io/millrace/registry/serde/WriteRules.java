package io.millrace.registry.serde;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Rules that go with a schema and that a serializer would have to run: to encrypt a field, to refuse a record. None is run
 * here, and what should have been encrypted must not be written in the clear because nobody looked. Pure.
 */
final class WriteRules {
    private static final List<String> KINDS = List.of("domainRules", "encodingRules");

    private WriteRules() {}

    /** Refuses a schema with such a rule. */
    static void check(String topic, int id, @Nullable JsonNode ruleSet) {
        if (ruleSet == null) {
            return;
        }
        for (String kind : KINDS) {
            for (JsonNode rule : ruleSet.path(kind)) {
                if (!rule.path("disabled").asBoolean()
                        && !rule.path("mode").asText("WRITEREAD").equals("READ")) {
                    throw new SerializationException("the schema of topic " + topic + ", id " + id + ", has the rule "
                            + rule.path("name").asText() + " of type "
                            + rule.path("type").asText()
                            + ", which this serializer does not run; disable the rule, or set ignore.rules=true to"
                            + " write without it");
                }
            }
        }
    }
}
