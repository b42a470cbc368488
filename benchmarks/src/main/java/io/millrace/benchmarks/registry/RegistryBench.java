package io.millrace.benchmarks.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Http;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.peers.Child;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** {@code bench registry}: what a call costs the process that holds log and registry, by its own clock. */
public final class RegistryBench implements Bench {
    static final String OURS = "Millrace";

    private static final int CALLS = 20_000;
    private static final int NEW_PART = 20;
    private static final int SUBJECTS = 100;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double MOST_CPU_MS = 0.1;

    /** One kind of call: the request of each turn, made before the clock starts. */
    private record Call(String name, int times, IntFunction<byte[]> request) {}

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String says() {
        return "CPU and time of calls to the schema registry";
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our node run that way. */
    Report run(BenchOptions options, Distribution distribution) {
        String loadBefore = Machine.loadAverage();
        Sheet sheet = new Sheet(OURS, List.of(OURS));
        List<String> arguments = List.of(
                "--data",
                options.data().resolve("data").toString(),
                "--kafka",
                "127.0.0.1:0",
                "--registry",
                "127.0.0.1:0");
        try (OurNode node = OurNode.start(distribution, options.data(), arguments);
                KeptAlive connection = new KeptAlive(node.at("registry"))) {
            options.progress()
                    .accept("registry at " + node.at("registry") + ", pid "
                            + node.process().pid());
            for (int round = 0; round < WARM_UP_ROUNDS + options.runs(); round++) {
                for (Call call : calls(connection, options.records() > 0 ? (int) options.records() : CALLS, round)) {
                    measure(options, sheet, node.process(), connection, call, round - WARM_UP_ROUNDS + 1);
                }
            }
        }
        return new Report(name(), sheet.figures(), notes(options, loadBefore));
    }

    /** A hundred subjects, then the calls in the order of the table. */
    private static List<Call> calls(KeptAlive connection, int times, int round) {
        int[] ids = new int[SUBJECTS];
        for (int i = 0; i < SUBJECTS; i++) {
            ids[i] = id(connection.call(register(connection, "known-" + i, schema("known", i))));
        }
        int fewer = Math.max(1, times / NEW_PART);
        return List.of(
                new Call(
                        "GET /schemas/ids/{id}",
                        times,
                        i -> connection.request("GET", "/schemas/ids/" + ids[i % SUBJECTS], "")),
                new Call(
                        "GET the latest version",
                        times,
                        i -> connection.request("GET", "/subjects/known-" + i % SUBJECTS + "/versions/latest", "")),
                new Call(
                        "look a schema up",
                        times,
                        i -> connection.request(
                                "POST", "/subjects/known-" + i % SUBJECTS, body(schema("known", i % SUBJECTS)))),
                new Call(
                        "register, known",
                        times,
                        i -> register(connection, "known-" + i % SUBJECTS, schema("known", i % SUBJECTS))),
                new Call(
                        "register, new",
                        fewer,
                        i -> register(connection, "new-" + round + "-" + i, schema("new" + round, i))));
    }

    private static void measure(
            BenchOptions options, Sheet sheet, Child server, KeptAlive connection, Call call, int run) {
        byte[][] requests = new byte[call.times()][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = call.request().apply(i);
        }
        long cpu = server.cpuNanos();
        long begin = System.nanoTime();
        for (byte[] request : requests) {
            connection.call(request);
        }
        double wallMs = (System.nanoTime() - begin) / 1e6 / requests.length;
        double cpuMs = (server.cpuNanos() - cpu) / 1e6 / requests.length;
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "%s %d/%d  %-22s %.4f ms CPU  %.4f ms",
                        run > 0 ? "run" : "warm-up",
                        run > 0 ? run : run + WARM_UP_ROUNDS,
                        run > 0 ? options.runs() : WARM_UP_ROUNDS,
                        call.name(),
                        cpuMs,
                        wallMs));
        if (run > 0) {
            boolean limited = call.name().contains("{id}");
            sheet.add(
                    new Kind(
                            call.name() + ", CPU",
                            "ms/call",
                            false,
                            Map.of(),
                            limited ? Map.of(OURS, MOST_CPU_MS) : Map.of()),
                    OURS,
                    cpuMs);
            sheet.add(new Kind(call.name() + ", time", "ms/call", false, Map.of(), Map.of()), OURS, wallMs);
        }
    }

    private static byte[] register(KeptAlive connection, String subject, String schema) {
        return connection.request("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    private static String schema(String name, int number) {
        return "{\"type\":\"record\",\"name\":\"" + name + number + "\",\"namespace\":\"bench\",\"fields\":["
                + "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"},"
                + "{\"name\":\"amount\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":12,\"scale\":2}},"
                + "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}]}";
    }

    private static String body(String schema) {
        try {
            return Http.JSON.writeValueAsString(Map.of("schema", schema));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int id(String answer) {
        try {
            return Http.JSON.readTree(answer).path("id").asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + answer, e);
        }
    }

    private static List<String> notes(BenchOptions options, String loadBefore) {
        return List.of(
                "machine    " + Machine.line() + "; load average before the first run " + loadBefore,
                "load       one connection, one call after another, " + SUBJECTS + " subjects; CPU of the whole process"
                        + " that holds log and registry, its JVM's included",
                "new        registered when its record is on disk; a " + NEW_PART + "th as many calls",
                "warm-up    " + WARM_UP_ROUNDS + " rounds, dropped",
                "repeat     ./millrace bench registry --runs " + options.runs()
                        + (options.records() > 0 ? " --records " + options.records() : ""));
    }
}
