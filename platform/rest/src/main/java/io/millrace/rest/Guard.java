package io.millrace.rest;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out: a page that a browser on this machine shows must be able neither to drive a part of ours nor, by
 * giving its own name our address, to read from it. So a request must call the server by a name that is ours, come from no
 * foreign origin, and write as JSON, which a form cannot. <i>Immutable.</i>
 */
final class Guard implements Handler<RoutingContext> {
    private final Set<String> writeTypes;
    private final Set<String> hostNames;

    Guard(Set<String> writeTypes, Set<String> hostNames) {
        this.writeTypes = Set.copyOf(writeTypes);
        this.hostNames = Set.copyOf(hostNames);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort called = request.authority();
        if (called == null || !ours(called.host())) {
            ErrorAnswers.fail(
                    context,
                    403,
                    "host '" + (called == null ? "" : called.host())
                            + "' is no name of this server: call it by localhost or by its address");
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !ourPage(hostOf(origin), called.host())) {
            ErrorAnswers.fail(context, 403, "origin '" + origin + "' may not use this server");
            return;
        }
        if (writes(request.method()) && hasBody(request) && !writeTypes.contains(mediaType(request))) {
            ErrorAnswers.fail(
                    context,
                    415,
                    (request.getHeader("Content-Type") == null
                                    ? "the body has no content type"
                                    : "content type '" + mediaType(request) + "' is not taken")
                            + ": send "
                            + String.join(" or ", writeTypes.stream().sorted().toList()));
            return;
        }
        if (!isText(request.path())) {
            ErrorAnswers.fail(context, 400, "the path " + request.path() + " is no UTF-8 behind its percent signs");
            return;
        }
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        context.next();
    }

    /** A page of this server or of this machine; one at any other address, plain or not, is a stranger's. */
    private boolean ourPage(@Nullable String host, String called) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || name.startsWith("127.") && plainAddress(name)
                || hostNames.contains(name)
                || name.equals(called.toLowerCase(Locale.ROOT));
    }

    /** A plain address cannot be taken over by a name server; a name can. */
    private boolean ours(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || hostNames.contains(name)
                || name.startsWith("[") && name.endsWith("]")
                || name.indexOf(':') >= 0
                || plainAddress(name);
    }

    private static boolean plainAddress(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean writes(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.OPTIONS);
    }

    /** A write without a body, as a restart, needs no content type: a foreign page is told apart by its origin. */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null ? !length.equals("0") : request.getHeader("Transfer-Encoding") != null;
    }

    /** Otherwise two names that differ in what is no character would be one. */
    private static boolean isText(@Nullable String path) {
        if (path == null || path.indexOf('%') < 0) {
            return true;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int high = c == '%' && i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c == '%') {
                return false;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String mediaType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null) {
            // What RFC 9110, section 8.3, lets a server take it for.
            return "application/octet-stream";
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }
}
