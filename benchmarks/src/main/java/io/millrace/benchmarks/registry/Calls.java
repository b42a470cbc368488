package io.millrace.benchmarks.registry;

import io.millrace.peers.Child;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Calls one after another over one connection: what each costs the process that answers, and how long it takes. */
final class Calls {
    static final int SUBJECTS = 100;
    /** Of calls that take long there are fewer: one for so many of the others. */
    static final int FEWER = 20;

    static final int VERSIONS = 50;
    private static final int TIMES = 20_000;

    /** One kind of call: the request of each turn, made before the clock starts; and the most that is wanted, in ms. */
    private record Call(String name, int times, double cpuMs, double p50Ms, IntFunction<byte[]> request) {}

    private final Site site;
    private final Child server;
    private final KeptAlive connection;
    private final int[] ids = new int[SUBJECTS];
    private final int times;

    Calls(Site site, Child server, KeptAlive connection) {
        this.site = site;
        this.server = server;
        this.connection = connection;
        this.times = (int) site.options().recordsOr(TIMES);
    }

    /** Registers what the calls ask for, and returns the ids of a hundred schemas. */
    List<Integer> prepare() {
        for (int i = 0; i < SUBJECTS; i++) {
            String answer = connection.call(Schemas.register(connection, "known-" + i, Schemas.plain("known", i)));
            ids[i] = Schemas.id(answer);
        }
        connection.call(connection.request("PUT", "/config/grown", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}"));
        for (int i = 0; i < VERSIONS; i++) {
            connection.call(Schemas.register(connection, "grown", Schemas.grown(i, "added" + i)));
        }
        return Arrays.stream(ids).boxed().toList();
    }

    /** The calls by id, by version, by schema, and those that register. */
    void calls(int run) {
        int fewer = Math.max(1, times / FEWER);
        Stream.of(
                        new Call(
                                "GET by id",
                                times,
                                0.05,
                                Double.NaN,
                                i -> connection.request("GET", "/schemas/ids/" + ids[i % SUBJECTS], "")),
                        new Call(
                                "GET the latest version",
                                times,
                                Double.NaN,
                                Double.NaN,
                                i -> connection.request(
                                        "GET", "/subjects/known-" + i % SUBJECTS + "/versions/latest", "")),
                        new Call(
                                "look a schema up",
                                times,
                                Double.NaN,
                                Double.NaN,
                                i -> connection.request(
                                        "POST",
                                        "/subjects/known-" + i % SUBJECTS,
                                        Schemas.body(Schemas.plain("known", i % SUBJECTS)))),
                        new Call(
                                "register, known",
                                times,
                                Double.NaN,
                                Double.NaN,
                                i -> Schemas.register(
                                        connection, "known-" + i % SUBJECTS, Schemas.plain("known", i % SUBJECTS))),
                        new Call(
                                "register, new",
                                fewer,
                                Double.NaN,
                                3,
                                i -> Schemas.register(
                                        connection,
                                        "new-" + run + "-" + i,
                                        Schemas.plain("new_" + (run + 9) + "_", i))))
                .forEach(call -> measure(call, run));
    }

    /** Checks of schemas that nobody has seen against fifty versions. */
    void check(int run) {
        Call call = new Call(
                "check against " + VERSIONS + " versions",
                Math.max(1, times / FEWER),
                Double.NaN,
                5,
                i -> connection.request(
                        "POST",
                        "/compatibility/subjects/grown/versions",
                        Schemas.body(Schemas.grown(VERSIONS, "last_" + (run + 9) + "_" + i))));
        String answer = connection.call(call.request().apply(call.times()));
        if (!answer.contains("true")) {
            throw new IllegalStateException("the check says " + answer);
        }
        measure(call, run);
    }

    private void measure(Call call, int run) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < call.times(); i++) {
            requests.add(call.request().apply(i));
        }
        Timed timed = Timed.of(server, connection, requests);
        site.say("%-10s %-26s %.4f ms CPU  %.4f ms p50", site.turn(run), call.name(), timed.cpuMs(), timed.p50Ms());
        if (run > 0) {
            site.add(call.name() + ", CPU", "ms/call", false, call.cpuMs(), timed.cpuMs());
            site.add(call.name() + ", p50", "ms", false, call.p50Ms(), timed.p50Ms());
        }
    }
}
