package io.millrace.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the peers' jars lie: {@code benchmarks/peers/<name>/target/lib}, seen from any folder of the project. */
public final class Peers {
    private Peers() {}

    /** The folder of a peer's jars, if it was resolved. */
    public static Optional<Path> find(String name) {
        Path place = Path.of("benchmarks", "peers", name, "target", "lib");
        Path start = Path.of(System.getProperty("millrace.root", "")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path lib = at.resolve(place);
            if (Files.isDirectory(lib)) {
                return Optional.of(lib);
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}; throws IllegalStateException with the command that resolves it. */
    public static Path lib(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(
                        "the peer " + name + " is not resolved; run: mvn -pl benchmarks/peers/" + name + " package"));
    }
}
