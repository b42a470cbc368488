package io.millrace.registry.client;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client's settings, bound once. Names are Confluent's, with and without the prefix {@code schema.registry.}.
 * The value of the Authorization header is a secret and is never printed. Immutable.
 */
public final class ClientConfig {
    /** Where the registry is: a list of addresses, or {@code mock://scope} for one in memory. */
    public static final String URL = "schema.registry.url";

    private static final String PREFIX = "schema.registry.";
    private static final int SCHEMAS_DEFAULT = 1_000;

    final List<String> urls;
    final @Nullable String authorization;
    final int connectTimeoutMs;
    final int readTimeoutMs;
    final int retriesMax;
    final int retryWaitMs;
    final int retryWaitMaxMs;
    final int schemasMax;
    final long missingTtlMs;
    final int latestMax;
    /** 0: not remembered; negative: for ever. */
    final long latestTtlMs;

    final @Nullable Proxy proxy;
    final @Nullable ClientTls tls;

    private ClientConfig(Map<String, ?> settings) {
        List<String> given = urls(settings.get(URL));
        if (given.isEmpty()) {
            throw new IllegalArgumentException("Missing setting " + URL + ": the addresses of the schema registry");
        }
        urls = given.stream().map(ClientConfig::withoutUserInfo).collect(Collectors.toUnmodifiableList());
        authorization = authorization(settings, given);
        connectTimeoutMs = number(settings, "http.connect.timeout.ms", 10_000);
        readTimeoutMs = number(settings, "http.read.timeout.ms", 30_000);
        retriesMax = number(settings, "max.retries", 3);
        retryWaitMs = number(settings, "retries.wait.ms", 250);
        retryWaitMaxMs = number(settings, "retries.max.wait.ms", 5_000);
        schemasMax = number(settings, "max.schemas.per.subject", SCHEMAS_DEFAULT);
        missingTtlMs = 1_000L * number(settings, "missing.id.cache.ttl.sec", 1);
        latestMax = number(settings, "latest.cache.size", SCHEMAS_DEFAULT);
        latestTtlMs = 1_000L * number(settings, "latest.cache.ttl.sec", 0, -1);
        proxy = proxy(settings);
        tls = ClientTls.of(name -> text(settings, name));
    }

    /** Binds what concerns the client; other keys are left to others. */
    public static ClientConfig from(Map<String, ?> settings) {
        return new ClientConfig(settings);
    }

    private static List<String> urls(@Nullable Object value) {
        List<String> result = new ArrayList<>();
        Collection<?> parts = value instanceof Collection<?> many
                ? many
                : List.of(Objects.toString(value, "").split(","));
        for (Object part : parts) {
            String url = String.valueOf(part).strip();
            if (!url.isEmpty()) {
                result.add(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            }
        }
        return result;
    }

    private static String withoutUserInfo(String url) {
        int host = hostStart(url);
        int at = url.lastIndexOf('@');
        String bare = at >= host ? url.substring(0, host) + url.substring(at + 1) : url;
        if (!bare.startsWith("http://") && !bare.startsWith("https://") && !bare.startsWith("mock://")) {
            throw new IllegalArgumentException(
                    URL + " must be of the form http://HOST:PORT, https://HOST:PORT or mock://SCOPE, not " + bare);
        }
        return bare;
    }

    private static int hostStart(String url) {
        int scheme = url.indexOf("://");
        return scheme < 0 ? 0 : scheme + 3;
    }

    // Taken apart by hand: what java.net says of an address that it cannot read holds the password.
    private static @Nullable String userInfoIn(String url) {
        int host = hostStart(url);
        int at = url.lastIndexOf('@');
        if (at < host) {
            return null;
        }
        String raw = url.substring(host, at);
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return raw;
        }
    }

    private static @Nullable String authorization(Map<String, ?> settings, List<String> given) {
        String token = text(settings, "bearer.auth.token");
        if (token != null && !token.isEmpty()) {
            return "Bearer " + token;
        }
        String source = Objects.requireNonNullElse(text(settings, "basic.auth.credentials.source"), "URL");
        return switch (source) {
            case "URL" -> basic(userInfoIn(given.get(0)));
            case "USER_INFO" -> basic(userInfo(settings));
            default ->
                throw new IllegalArgumentException(
                        "basic.auth.credentials.source must be URL or USER_INFO, not " + source);
        };
    }

    private static String userInfo(Map<String, ?> settings) {
        String info = text(settings, "basic.auth.user.info");
        if (info == null || info.indexOf(':') < 0) {
            throw new IllegalArgumentException("basic.auth.user.info must be of the form USER:PASSWORD");
        }
        return info;
    }

    private static @Nullable String basic(@Nullable String userInfo) {
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String text(Map<String, ?> settings, String name) {
        Object value = settings.get(PREFIX + name);
        if (value == null) {
            value = settings.get(name);
        }
        if (value == null) {
            return null;
        }
        // A password of kafka-clients hides its text from toString, and that class is not ours to see here.
        if (value.getClass().getName().equals("org.apache.kafka.common.config.types.Password")) {
            return hidden(value);
        }
        return value.toString();
    }

    private static String hidden(Object password) {
        try {
            return String.valueOf(password.getClass().getMethod("value").invoke(password));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a password without a value", e);
        }
    }

    private static @Nullable Proxy proxy(Map<String, ?> settings) {
        String host = text(settings, "proxy.host");
        if (host == null || host.isBlank()) {
            return null;
        }
        int port = number(settings, "proxy.port", 0);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("proxy.port must be a port, as proxy.host is set, not " + port);
        }
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host.strip(), port));
    }

    private static int number(Map<String, ?> settings, String name, int otherwise) {
        return number(settings, name, otherwise, 0);
    }

    private static int number(Map<String, ?> settings, String name, int otherwise, int least) {
        String value = text(settings, name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the setting's name.
        }
        throw new IllegalArgumentException(name + " must be a whole number from " + least + " on, not " + value);
    }
}
