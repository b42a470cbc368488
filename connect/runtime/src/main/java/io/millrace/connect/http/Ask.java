package io.millrace.connect.http;

import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.storage.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, its path in decoded parts: a part may hold a slash or a percent sign of its own. <i>Immutable.</i>
 *
 * @param method GET, PUT, and so on
 * @param parts of the path
 * @param context of the request
 */
record Ask(String method, List<String> parts, RoutingContext context) {
    static Ask of(RoutingContext context) {
        List<String> parts = new ArrayList<>();
        String path = context.request().path();
        for (String part : (path == null ? "" : path).split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(decoded(part));
            }
        }
        return new Ask(context.request().method().name(), List.copyOf(parts), context);
    }

    String part(int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    boolean flag(String name, boolean fallback) {
        String value = context.request().getParam(name);
        if (value == null) {
            return fallback;
        }
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new Refused(Refused.BAD, name + "=" + value + ": expected true or false");
        };
    }

    List<String> all(String name) {
        return context.request().params().getAll(name);
    }

    Map<String, @Nullable Object> object() {
        Buffer body = context.body() == null ? null : context.body().buffer();
        if (body == null || body.length() == 0) {
            throw new Refused(Refused.BAD, "the request has no body; send a JSON object");
        }
        try {
            return Json.readObject(body.getBytes());
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.BAD, "the body is no JSON object: " + e.getMessage());
        }
    }

    /** A config: what is no text becomes text, as Kafka Connect takes it; null stays null. */
    static Map<String, @Nullable String> changes(@Nullable Object object, String what) {
        if (!(object instanceof Map<?, ?> map)) {
            throw new Refused(Refused.BAD, what + " must be a JSON object of keys and values");
        }
        Map<String, @Nullable String> config = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value instanceof Map || value instanceof List) {
                throw new Refused(Refused.BAD, what + ": " + key + " must be text, a number, true or false");
            }
            config.put(String.valueOf(key), value == null ? null : String.valueOf(value));
        });
        return config;
    }

    /** As {@link #changes}, where a key without a value is as none. */
    static Map<String, String> config(@Nullable Object object, String what) {
        Map<String, String> config = new LinkedHashMap<>();
        changes(object, what).forEach((key, value) -> {
            if (value != null) {
                config.put(key, value);
            }
        });
        return config;
    }

    int number(int index) {
        try {
            return Integer.parseInt(part(index));
        } catch (NumberFormatException e) {
            throw new Refused(Refused.MISSING, "no task has the number " + part(index));
        }
    }

    private static String decoded(String part) {
        try {
            // In a path a plus sign is one.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.BAD, "the path is not encoded as a URL's: " + e.getMessage());
        }
    }
}
