package io.millrace.benchmarks.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a node of ours is run. <i>Immutable.</i>
 *
 * @param classPath in the order that its class archive was made with
 * @param jvmOptions as the launcher gives them to {@code start}
 */
record Distribution(String classPath, List<String> jvmOptions) {
    /** The packaged one, as {@code ./millrace} starts it: {@code dist/target/millrace} under the project's root. */
    static Distribution packaged() {
        Path lib = Path.of(System.getProperty("millrace.root", ""))
                .toAbsolutePath()
                .resolve(Path.of("dist", "target", "millrace", "lib"));
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("there is no distribution in " + lib + "; ./millrace bench builds it");
        }
        try (Stream<Path> found = Files.list(lib)) {
            String classPath = found.filter(jar -> jar.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(jar -> jar.getFileName().toString()))
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
            return new Distribution(classPath, jvmOptionsOfThisProcess());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lib, e);
        }
    }

    /** What this process itself runs on; for tests. */
    static Distribution ofThisProcess() {
        return new Distribution(System.getProperty("java.class.path"), List.of("-XX:+UseSerialGC", "-Xmx1g"));
    }

    /** The launcher starts {@code bench} as it starts {@code start}, so that its options stand in one place only. */
    private static List<String> jvmOptionsOfThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X"))
                .toList();
    }
}
