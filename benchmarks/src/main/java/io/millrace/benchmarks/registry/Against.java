package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Turns;
import io.millrace.peers.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/** Our log and registry beside another registry that can be had from Maven Central: starts, then calls, in turns. */
final class Against {
    private static final List<String> SUBJECTS = List.of(Site.OURS, Apicurio.NAME);
    /** Tells these rows from those with a limit. */
    private static final String ROW = "in turns: ";

    private static final int WARM_UP_ROUNDS = 2;
    private static final int TIMES = 2_000;
    private static final int FEWER = 10;
    private static final long SETTLE_MS = 2_000;

    private record Server(Child process, String url, AutoCloseable closing) implements AutoCloseable {
        @Override
        public void close() {
            try {
                closing.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end " + url, e);
            }
        }
    }

    /** One of the two while it answers. */
    private record Asked(Server server, KeptAlive connection, int[] ids, Rate rate) {}

    private final Site site;
    private final int times;

    Against(Site site) {
        this.site = site;
        this.times = (int) site.options().recordsOr(TIMES);
    }

    void run() {
        for (int run = 0; run <= site.options().runs(); run++) {
            for (String subject : Turns.of(SUBJECTS, run)) {
                start(subject, run);
            }
        }
        Map<String, Asked> asked = new LinkedHashMap<>();
        try {
            for (String subject : SUBJECTS) {
                asked.put(subject, prepare(subject));
            }
            for (int run = 1 - WARM_UP_ROUNDS; run <= site.options().runs(); run++) {
                for (String subject : Turns.of(SUBJECTS, run)) {
                    calls(subject, Objects.requireNonNull(asked.get(subject)), run);
                }
            }
        } finally {
            asked.values().forEach(each -> {
                each.connection().close();
                each.server().close();
            });
        }
    }

    private Server begin(String subject, Path directory) {
        if (subject.equals(Site.OURS)) {
            OurNode node = site.begin(directory, directory.resolve("data"), true);
            node.awaitReady();
            return new Server(node.process(), node.at("registry"), node);
        }
        Apicurio apicurio = Apicurio.begin(directory);
        apicurio.awaitAnswer();
        return new Server(apicurio.process(), apicurio.url(), apicurio);
    }

    private void start(String subject, int run) {
        Path directory = directory("against-" + run, subject);
        Turns.writeOut();
        long begin = System.nanoTime();
        try (Server server = begin(subject, directory)) {
            try (KeptAlive connection = new KeptAlive(server.url())) {
                connection.call(connection.request("GET", "/subjects", ""));
            }
            double ms = (System.nanoTime() - begin) / 1e6;
            double cpuMs = server.process().cpuNanos() / 1e6;
            Turns.pause(SETTLE_MS);
            double mib = server.process().residentBytes() / 1048576.0;
            site.say(
                    "%-10s first answer, %-28s %6.0f ms  %6.0f ms CPU  %4.0f MiB",
                    site.turn(run), subject, ms, cpuMs, mib);
            if (run > 0) {
                site.compare(ROW + "first answer", "ms", Double.NaN, subject, ms);
                site.compare(ROW + "first answer, CPU", "ms", Double.NaN, subject, cpuMs);
                site.compare(ROW + "resident 2 s after it", "MiB", Double.NaN, subject, mib);
            }
        } finally {
            Scratch.delete(directory);
        }
    }

    private Asked prepare(String subject) {
        Server server = begin(subject, directory("against", subject));
        KeptAlive connection = new KeptAlive(server.url());
        int[] ids = new int[Calls.SUBJECTS];
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Schemas.id(
                    connection.call(Schemas.register(connection, "beside-" + i, Schemas.plain("beside", i))));
            list.add(ids[i]);
        }
        for (int i = 0; i < Calls.VERSIONS; i++) {
            connection.call(Schemas.register(connection, "long", Schemas.grown(i, "added" + i)));
        }
        connection.call(connection.request("PUT", "/config/long", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}"));
        return new Asked(server, connection, ids, new Rate(site, server.process(), server.url(), list));
    }

    private void calls(String subject, Asked asked, int run) {
        KeptAlive connection = asked.connection();
        int fewer = Math.max(1, times / FEWER);
        call(
                subject,
                asked,
                run,
                "GET by id",
                times,
                i -> get(connection, "/schemas/ids/" + asked.ids()[i % Calls.SUBJECTS]));
        call(
                subject,
                asked,
                run,
                "GET the latest version",
                times,
                i -> get(connection, "/subjects/beside-" + i % Calls.SUBJECTS + "/versions/latest"));
        call(
                subject,
                asked,
                run,
                "look a schema up",
                times,
                i -> connection.request(
                        "POST",
                        "/subjects/beside-" + i % Calls.SUBJECTS,
                        Schemas.body(Schemas.plain("beside", i % Calls.SUBJECTS))));
        call(
                subject,
                asked,
                run,
                "register, known",
                times,
                i -> Schemas.register(
                        connection, "beside-" + i % Calls.SUBJECTS, Schemas.plain("beside", i % Calls.SUBJECTS)));
        call(
                subject,
                asked,
                run,
                "register, new",
                fewer,
                i -> Schemas.register(
                        connection, "more-" + run + "-" + i, Schemas.plain("more_" + (run + 9) + "_", i)));
        call(
                subject,
                asked,
                run,
                "check against " + Calls.VERSIONS + " versions",
                fewer,
                i -> connection.request(
                        "POST",
                        "/compatibility/subjects/long/versions",
                        Schemas.body(Schemas.grown(Calls.VERSIONS, "last_" + (run + 9) + "_" + i))));
        Rate.Load load = asked.rate().load();
        site.say("%-10s %-28s GET by id, 8 connections %,.0f/s", site.turn(run), subject, load.perSecond());
        if (run > 0) {
            site.compareHigher(ROW + "GET by id, 8 connections", "calls/s", subject, load.perSecond());
            site.compare(
                    ROW + "resident after the calls",
                    "MiB",
                    Double.NaN,
                    subject,
                    asked.server().process().residentBytes() / 1048576.0);
        }
    }

    private void call(String subject, Asked asked, int run, String name, int count, IntFunction<byte[]> request) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(request.apply(i));
        }
        Timed timed = Timed.of(asked.server().process(), asked.connection(), requests);
        site.say(
                "%-10s %-28s %-26s %.4f ms CPU  %.4f ms p50",
                site.turn(run), subject, name, timed.cpuMs(), timed.p50Ms());
        if (run > 0) {
            site.compare(ROW + name + ", CPU", "ms/call", Double.NaN, subject, timed.cpuMs());
            site.compare(ROW + name + ", p50", "ms", Double.NaN, subject, timed.p50Ms());
        }
    }

    private static byte[] get(KeptAlive connection, String path) {
        return connection.request("GET", path, "");
    }

    private Path directory(String name, String subject) {
        return site.options().data().resolve(name + "-" + (subject.equals(Site.OURS) ? "ours" : "theirs"));
    }
}
