package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.millrace.base.InProcess;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class MillraceTestTest {
    private static final Set<EmbeddedLog> LOGS = ConcurrentHashMap.newKeySet();
    private static final List<String> TOPICS = new CopyOnWriteArrayList<>();

    @Test
    void oneLogAClassOneTopicAMethodAndNothingIsLeft() {
        LOGS.clear();
        TOPICS.clear();

        Events tests = run(Ordinary.class);

        tests.assertStatistics(stats -> stats.started(4).succeeded(4));
        assertThat(LOGS).hasSize(1);
        assertThat(TOPICS).hasSize(4).doesNotHaveDuplicates();
        assertThat(InProcess.find(LOGS.iterator().next().inProcessServers())).isNull();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("millrace-"));
    }

    @Test
    void aBadSettingIsNamed() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Misspelt.class))
                .execute()
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(text -> text.contains("num.partition"))));
    }

    @Test
    void aTopicThatIsNoStringIsNamed() {
        run(NotAString.class)
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(text -> text.contains("@Topic stands on a String"))));
    }

    @Test
    void aTypeThatKafkaCannotSerializeIsNamed() {
        run(Unserializable.class)
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(text -> text.contains("java.lang.Thread"))));
    }

    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents();
    }

    @MillraceTest(config = {"num.partitions=3", "auto.create.topics.enable=false"})
    static class Ordinary {
        @Test
        void topicsAreAsAskedFor(
                EmbeddedLog log, @Topic(partitions = 4, config = "cleanup.policy=compact") String topic)
                throws Exception {
            seen(log, topic);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
                assertThat(admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .get(topic)
                                .partitions())
                        .hasSize(4);
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                assertThat(admin.describeConfigs(List.of(resource))
                                .all()
                                .get()
                                .get(resource)
                                .get("cleanup.policy")
                                .value())
                        .isEqualTo("compact");
                assertThat(admin.listTopics().names().get()).containsExactly(topic);
            }
        }

        @Test
        void theClockIsTheLogs(EmbeddedLog log, MovableClock clock, @Topic String topic) {
            seen(log, topic);
            long before = clock.wallMs();
            clock.advance(Duration.ofDays(1));
            assertThat(clock.wallMs() - before)
                    .isGreaterThanOrEqualTo(Duration.ofDays(1).toMillis());
        }

        @Test
        void clientsAreReady(
                EmbeddedLog log, @Topic String topic, Producer<String, Long> producer, Consumer<String, Long> consumer)
                throws Exception {
            seen(log, topic);
            producer.send(new ProducerRecord<>(topic, "k", 42L)).get();
            consumer.subscribe(List.of(topic));
            ConsumerRecords<String, Long> records = ConsumerRecords.empty();
            while (records.isEmpty()) {
                records = consumer.poll(Duration.ofMillis(100));
            }
            assertThat(records.iterator().next().value()).isEqualTo(42L);
        }

        @Nested
        class Inside {
            @Test
            void sharesTheLog(EmbeddedLog log, @Topic String topic) {
                seen(log, topic);
            }
        }

        private static void seen(EmbeddedLog log, String topic) {
            LOGS.add(log);
            TOPICS.add(topic);
        }
    }

    @MillraceTest(config = "num.partition=3")
    static class Misspelt {
        @Test
        void neverRuns() {
            throw new AssertionError("a log with a bad setting was started");
        }
    }

    @MillraceTest(port = false)
    static class NotAString {
        @Test
        void neverRuns(@Topic int topic) {
            throw new AssertionError("ran with topic " + topic);
        }
    }

    @MillraceTest(port = false)
    static class Unserializable {
        @Test
        void neverRuns(Producer<String, Thread> producer) {
            throw new AssertionError("ran with " + producer);
        }
    }
}
