package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.StockClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All subjects, each with its server running, to be loaded in turns. Used by one thread. */
final class Fleet implements AutoCloseable {
    private final Map<Subject, Server> servers = new LinkedHashMap<>();

    /** Starts them all; each has acknowledged a record when this returns. */
    static Fleet start(BenchOptions options, String folder, List<Subject> subjects) {
        Fleet fleet = new Fleet();
        try {
            for (Subject subject : subjects) {
                Server server = subject.prepare().apply(options.data().resolve(folder + "-" + subject.folder()));
                fleet.servers.put(subject, server);
                server.start();
                new StockClient(server.bootstrap()).firstAcknowledged("first");
                options.progress()
                        .accept(folder + ": " + subject.name() + ", pid "
                                + server.process().pid());
            }
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** The subjects in the order of this run. */
    List<Subject> turns(int run) {
        return Turns.of(List.copyOf(servers.keySet()), run);
    }

    Server server(Subject subject) {
        return Objects.requireNonNull(servers.get(subject), subject.name());
    }

    /** The server of a subject by its name, if that takes part. */
    Optional<Server> server(String name) {
        return servers.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Override
    public void close() {
        servers.values().forEach(Server::close);
    }
}
