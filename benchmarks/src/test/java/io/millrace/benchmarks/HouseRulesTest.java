package io.millrace.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house that a machine can check, each with its reason. */
class HouseRulesTest {
    private static final String[] PURE = {
        "io.millrace.coordinator..",
        "io.millrace.streams.topology..",
        "io.millrace.streams.plan..",
        "io.millrace.streams.operator..",
        "io.millrace.streams.task..",
        "io.millrace.registry.avro..",
        "io.millrace.registry.compat..",
        "io.millrace.registry.json..",
        "io.millrace.registry.protobuf..",
        "io.millrace.registry.schema.."
    };

    private static JavaClasses classes;

    @BeforeAll
    static void readEveryModule() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.millrace");
        Assertions.assertThat(classes.size()).as("classes found").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.millrace.wire.(*)..",
                "io.millrace.storage.(*)..",
                "io.millrace.coordinator.(*)..",
                "io.millrace.registry.(*)..",
                "io.millrace.connect.(*)..",
                "io.millrace.platform.(*).."
            })
    void packagesOfARoomHaveNoRings(String packages) {
        SliceRule rule = slices().matching(packages).should().beFreeOfCycles();
        rule.because("ADR 1: a ring has no bottom from which to read it").check(classes);
    }

    @Test
    void theLogKnowsNothingOfWhatStandsOnIt() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.millrace.base..",
                        "io.millrace.wire..",
                        "io.millrace.storage..",
                        "io.millrace.net..",
                        "io.millrace.coordinator..",
                        "io.millrace.broker..",
                        "io.millrace.client..",
                        "io.millrace.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.registry..",
                        "io.millrace.connect..",
                        "io.millrace.connector..",
                        "io.millrace.rest..",
                        "io.millrace.streams..",
                        "io.millrace.platform..",
                        "io.millrace.examples..",
                        "io.millrace.benchmarks..")
                .because("ADR 1: arrows go down")
                .check(classes);
    }

    @Test
    void clientAndBrokerAreSiblings() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.millrace.broker..", "io.millrace.storage..", "io.millrace.coordinator..")
                .because("ADR 1: a client user must not get the broker")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.millrace.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.client..")
                .because("ADR 1: the broker answers, it does not ask")
                .check(classes);
    }

    @Test
    void streamsSeeOnlyTheClient() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.streams..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.broker..",
                        "io.millrace.storage..",
                        "io.millrace.coordinator..",
                        "io.millrace.embedded..",
                        "io.millrace.platform..")
                .because("ADR 1: a job runs on any cluster")
                .check(classes);
    }

    @Test
    void registryAndConnectSeeOnlyTheClient() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.registry..", "io.millrace.connect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.broker..",
                        "io.millrace.storage..",
                        "io.millrace.coordinator..",
                        "io.millrace.embedded..",
                        "io.millrace.streams..",
                        "io.millrace.platform..")
                .because("ADR 1: they run on any cluster")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.millrace.connect..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.registry..")
                .because("ADR 1: a worker needs no registry, a converter does")
                .check(classes);
    }

    @Test
    void serdesAndConvertersNeedNeitherServerNorLog() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.millrace.registry.client..",
                        "io.millrace.registry.serde..",
                        "io.millrace.registry.converter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.millrace.client..",
                        "io.millrace.registry.avro..",
                        "io.millrace.registry.compat..",
                        "io.millrace.registry.schema..",
                        "io.millrace.registry.journal..",
                        "io.millrace.registry.http..",
                        "io.millrace.rest..")
                .because("ADR 1: what a serde pulls in, every application has to carry")
                .check(classes);
    }

    @Test
    void connectorsSeeConnectApiAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.connector..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.millrace..").and(not(resideInAPackage("io.millrace.connector.."))))
                .because("they run in Apache Kafka's workers as in ours")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.connector.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jdbi..")
                .because("what speaks to databases is the connector")
                .check(classes);
    }

    @Test
    void vertxStaysInHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.millrace.rest..",
                        "io.millrace.registry.http..",
                        "io.millrace.connect.http..",
                        "io.millrace.platform.pages..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .because("ADR 8: HTTP is a rim")
                .check(classes);
    }

    @Test
    void jobsOfTheExamplesUseThePublicStreamsApiOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.examples.flights..", "io.millrace.examples.wordcount..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.streams.topology..",
                        "io.millrace.streams.plan..",
                        "io.millrace.streams.operator..",
                        "io.millrace.streams.store..",
                        "io.millrace.streams.task..",
                        "io.millrace.streams.runtime..")
                .because("what the examples do, a user can do")
                .check(classes);
    }

    @Test
    void nobodySeesExamplesOrBenchmarks() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.millrace.examples..", "io.millrace.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.millrace.examples..", "io.millrace.benchmarks..")
                .because("ADR 1: they see everything, and nobody sees them")
                .check(classes);
    }

    @Test
    void baseNeedsNoLibrary() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.base..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java..", "io.millrace.base..", "org.jspecify..")))
                .because("what everybody needs must cost nothing")
                .check(classes);
    }

    @Test
    void nettyStaysInNet() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.net..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("ADR 2: loops and transports are ports")
                .check(classes);
    }

    @Test
    void machinesHaveNoThreadsClocksOrChance() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(assignableTo(Thread.class)
                        .or(resideInAPackage("java.util.concurrent.locks.."))
                        .or(assignableTo(Random.class))
                        .or(assignableTo(ThreadLocalRandom.class))
                        .or(assignableTo(FileChannel.class))
                        .or(DescribedPredicate.describe(
                                "are java.nio.file.Files", (JavaClass type) -> type.isEquivalentTo(Files.class))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("ADR 2: the simulator owns the clock")
                .check(classes);
    }

    @Test
    void filesAndSocketsAreOpenedAtTheRimOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.millrace.storage.disk..",
                        "io.millrace.net..",
                        "io.millrace.streams.store..",
                        "io.millrace.streams.runtime..",
                        "io.millrace.connect.plugin..",
                        "io.millrace.registry.client..",
                        "io.millrace.registry.journal..",
                        "io.millrace.connector..",
                        "io.millrace.platform..",
                        "io.millrace.examples..",
                        "io.millrace.benchmarks..",
                        "io.millrace.peers..")
                .should()
                .dependOnClassesThat(assignableTo(java.net.Socket.class)
                        .or(assignableTo(java.net.ServerSocket.class))
                        .or(assignableTo(java.io.RandomAccessFile.class))
                        .or(assignableTo(java.io.FileInputStream.class))
                        .or(assignableTo(java.io.FileOutputStream.class))
                        .or(DescribedPredicate.describe(
                                "are java.nio.file.Files", (JavaClass type) -> type.isEquivalentTo(Files.class))))
                .because("ADR 2: Disk and Transport are the doors to the world")
                .check(classes);
    }

    @Test
    void machinesHaveNoSynchronizedBlocks() throws IOException {
        Pattern forbidden = Pattern.compile("\\bsynchronized\\b|Thread\\.sleep");
        List<Path> offenders;
        Path root = Path.of("..").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(root)) {
            offenders = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .filter(file -> Stream.of("/coordinator/", "/topology/", "/plan/", "/operator/", "/task/")
                            .anyMatch(room -> file.toString().contains("io/millrace" + room)
                                    || file.toString().contains("io/millrace/streams" + room)))
                    .filter(file -> forbidden.matcher(read(file)).find())
                    .toList();
        }
        Assertions.assertThat(offenders)
                .as("ADR 3: what one loop owns needs no lock")
                .isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
