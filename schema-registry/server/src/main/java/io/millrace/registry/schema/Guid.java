package io.millrace.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;

/**
 * A schema's name in every registry: MD5 over its text, references, metadata and rules, as a UUID. The same schema has the
 * same one in all contexts and clusters. Pure.
 */
public final class Guid {
    private Guid() {}

    /** Of that schema. */
    public static UUID of(SchemaText schema) {
        MessageDigest digest = md5();
        text(digest, schema.text());
        for (Reference reference : schema.references()) {
            text(digest, reference.name());
            text(digest, reference.subject());
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, reference.version()));
        }
        if (schema.annotations() != null) {
            ObjectNode node = Annotations.node(schema.annotations());
            if (node.has("metadata")) {
                digest.update((byte) 1);
                metadata(digest, node.path("metadata"));
            }
            if (node.has("ruleSet")) {
                digest.update((byte) 1);
                rules(digest, node.path("ruleSet"));
            }
        }
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        return new UUID(sum.getLong(), sum.getLong());
    }

    private static void metadata(MessageDigest digest, JsonNode metadata) {
        metadata.path("tags").properties().forEach(each -> {
            text(digest, each.getKey());
            each.getValue().forEach(tag -> text(digest, tag.asText()));
        });
        texts(digest, metadata.path("properties"));
        metadata.path("sensitive").forEach(each -> text(digest, each.asText()));
    }

    private static void rules(MessageDigest digest, JsonNode rules) {
        for (String kind : List.of("migrationRules", "domainRules", "encodingRules")) {
            for (JsonNode rule : rules.path(kind)) {
                for (String name : List.of("name", "doc", "kind", "mode", "type")) {
                    text(digest, rule.path(name).asText(""));
                }
                rule.path("tags").forEach(tag -> text(digest, tag.asText()));
                texts(digest, rule.path("params"));
                for (String name : List.of("expr", "onSuccess", "onFailure")) {
                    text(digest, rule.path(name).asText(""));
                }
                if (rule.path("disabled").asBoolean(false)) {
                    digest.update((byte) 1);
                }
            }
        }
    }

    private static void texts(MessageDigest digest, JsonNode map) {
        map.properties().forEach(each -> {
            text(digest, each.getKey());
            text(digest, each.getValue().asText());
        });
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
