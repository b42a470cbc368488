package io.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The suites on a PostgreSQL in a container, where a Docker engine answers and an image is named. */
@Tag("full")
class DockerPostgresTest {
    private static PostgreSQLContainer container;
    private static Server server;

    @BeforeAll
    static void start() {
        String image = System.getenv("PG_IMAGE");
        skipUnless(image != null, "PG_IMAGE names no image (tools/docker-postgres.sh up makes one)");
        skipUnless(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        container = new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
        container.start();
        server = new Server(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    private static void skipUnless(boolean may, String why) {
        if (!may) {
            System.err.println("Skipping the JDBC tests on a container: " + why);
        }
        assumeTrue(may, why);
    }

    @Nested
    class Rows extends RowsSuite {
        @Override
        Server server() {
            return server;
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        Server server() {
            return server;
        }
    }

    @Nested
    class Poison extends PoisonSuite {
        @Override
        Server server() {
            return server;
        }
    }
}
