package io.millrace.benchmarks;

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
 * @param plugins the directory of the connectors and converters that come along
 */
public record Distribution(String classPath, List<String> jvmOptions, Path plugins) {
    /** The packaged one, as {@code ./millrace} starts it: {@code dist/target/millrace} under the project's root. */
    public static Distribution packaged() {
        Path home = Path.of(System.getProperty("millrace.root", ""))
                .toAbsolutePath()
                .resolve(Path.of("dist", "target", "millrace"));
        Path lib = home.resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("there is no distribution in " + lib + "; ./millrace bench builds it");
        }
        try (Stream<Path> found = Files.list(lib)) {
            String classPath = found.filter(jar -> jar.toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(jar -> jar.getFileName().toString()))
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
            return new Distribution(classPath, jvmOptionsOfThisProcess(), home.resolve("plugins"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + lib, e);
        }
    }

    /** What this process itself runs on, with these plug-ins; for tests. */
    public static Distribution ofThisProcess(Path plugins) {
        return new Distribution(System.getProperty("java.class.path"), List.of("-XX:+UseSerialGC", "-Xmx1g"), plugins);
    }

    /** The launcher starts {@code bench} as it starts {@code start}, so that its options stand in one place only. */
    private static List<String> jvmOptionsOfThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("-Dio.netty."))
                .toList();
    }
}
