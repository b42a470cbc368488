package io.millrace.connector.jdbc;

import org.junit.jupiter.api.Nested;

/** The suites on the PostgreSQL that the build brings. */
class EmbeddedPostgresTest {
    @Nested
    class Rows extends RowsSuite {
        @Override
        Server server() {
            return EmbeddedServer.shared();
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        Server server() {
            return EmbeddedServer.shared();
        }
    }

    @Nested
    class Poison extends PoisonSuite {
        @Override
        Server server() {
            return EmbeddedServer.shared();
        }
    }
}
