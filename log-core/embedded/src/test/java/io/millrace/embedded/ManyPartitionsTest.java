package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ten thousand partitions in one call, and the node's next start with them. */
@Tag("full")
@Timeout(120)
class ManyPartitionsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyPartitionsTest.class);
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void tenThousandPartitionsAreMadeByOneCallAndOpenedAgain() throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add(new NewTopic("many-" + i, 100, (short) 1));
        }
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start();
                Admin admin = Stock.admin(log.bootstrapServers())) {
            long begin = System.nanoTime();
            admin.createTopics(topics).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LOG.info("10,000 partitions were made in {} ms", since(begin));
            begin = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                admin.createTopics(List.of(new NewTopic("one-more-" + i, 1, (short) 1)))
                        .all()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            LOG.info("and 20 topics more, one after the other, in {} ms", since(begin));
            assertThat(admin.listTopics().names().get()).hasSize(120);
        }
        long begin = System.nanoTime();
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            LOG.info("they were opened again in {} ms", since(begin));
            Stock.produce(log.bootstrapServers(), "many-99", 0, 10);
        }
    }

    private static long since(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
