package io.millrace.connector.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;

/** The PostgreSQL that the tests of this JVM share; it ends with the JVM. */
final class EmbeddedServer {
    private static final EmbeddedPostgres SHARED = start(EmbeddedPostgres.builder());

    private EmbeddedServer() {}

    static Server shared() {
        return server(SHARED);
    }

    static Server server(EmbeddedPostgres postgres) {
        return new Server("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "marker-pw-1");
    }

    static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
