package io.millrace.platform.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page's files, read from the class path when they are asked for. <i>Any thread.</i> */
final class Assets {
    private static final String OWN = "io/millrace/platform/pages/";
    private static final String JARS = "META-INF/resources/webjars/";
    /** Nothing that climbs: each part begins with a letter or digit. */
    private static final Pattern PLAIN =
            Pattern.compile("(?:[A-Za-z0-9][\\w.-]*/)*[A-Za-z0-9][\\w.-]*\\.(?:js|css|svg)");

    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");
    private static final int MAX_BYTES = 2 << 20;

    private final Asset index;
    private final String policy;

    /** Reads the frame of the page and the versions of its libraries. */
    Assets() {
        String imports = Webjars.importMap();
        byte[] frame = read(OWN + "index.html");
        if (frame == null) {
            throw new IllegalStateException("the page's frame is not on the class path");
        }
        String html = new String(frame, StandardCharsets.UTF_8)
                .replace("@importmap@", imports)
                .replace("@uplot@", Webjars.path("uplot"))
                .replace("@dagre@", Webjars.path("dagre"));
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        index = new Asset(bytes, "text/html; charset=utf-8", tag(bytes));
        policy = "default-src 'self'; script-src 'self' 'sha256-"
                + Base64.getEncoder().encodeToString(sha256(imports.getBytes(StandardCharsets.UTF_8)))
                + "'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /**
     * A file. <i>Immutable.</i>
     *
     * @param bytes its content
     * @param type its media type
     * @param tag changes with the content
     */
    record Asset(byte[] bytes, String type, String tag) {}

    /** The frame that everything else is loaded into. */
    Asset index() {
        return index;
    }

    /** What the frame may load and run: its own files, and the one map of names by its hash. */
    String policy() {
        return policy;
    }

    /** One of the page's own files, or null. */
    static @Nullable Asset own(String name) {
        return load(OWN, name);
    }

    /** A file of a library, or null. */
    static @Nullable Asset library(String path) {
        return load(JARS, path);
    }

    private static @Nullable Asset load(String root, String name) {
        if (!PLAIN.matcher(name).matches()) {
            return null;
        }
        byte[] bytes = read(root + name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return bytes == null || type == null ? null : new Asset(bytes, type, tag(bytes));
    }

    private static byte @Nullable [] read(String resource) {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? null : in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        return '"' + HexFormat.of().formatHex(sha256(bytes), 0, 12) + '"';
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
