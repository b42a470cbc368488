package io.millrace.registry.http;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Tags by which who has an answer already is spared it (RFC 9110, section 8.8.3). */
final class ETags {
    private ETags() {}

    /** The tag of an answer's bytes. */
    static String of(Buffer answer) {
        byte[] bytes = answer.getBytes();
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(bytes);
        other.update(bytes);
        return "\"" + Long.toHexString(one.getValue() << 32 | other.getValue()) + "-"
                + Integer.toHexString(bytes.length) + "\"";
    }

    /** Whether one of the tags that a request names, or the star, is this one. */
    static boolean matches(String ifNoneMatch, String tag) {
        for (String each : ifNoneMatch.split(",")) {
            String given = each.trim();
            if (given.equals("*") || given.equals(tag) || given.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
