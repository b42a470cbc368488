package io.millrace.benchmarks.registry;

import io.millrace.peers.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** GET by id over eight connections at once, as fast as it goes: by wrk, or where that is missing by threads of ours. */
final class Rate {
    private static final int CONNECTIONS = 8;
    private static final int SECONDS = 5;
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern WRONG = Pattern.compile("(?m)^.*(?:Non-2xx|Socket errors).*$");

    /** How many requests there were, and how many a second. */
    record Load(double requests, double perSecond) {}

    private final Site site;
    private final Child server;
    private final String url;
    private final List<Integer> ids;
    private final int seconds;

    Rate(Site site, Child server, String url, List<Integer> ids) {
        this.site = site;
        this.server = server;
        this.url = url;
        this.ids = ids;
        this.seconds = site.options().records() > 0 ? 1 : SECONDS;
    }

    /** One load. */
    void run(int run) {
        long cpu = server.cpuNanos();
        Load load = load();
        double cpuMs = (server.cpuNanos() - cpu) / 1e6 / load.requests();
        site.say(
                "%-10s %-26s %.4f ms CPU  %,.0f/s",
                site.turn(run), "GET by id, 8 connections", cpuMs, load.perSecond());
        if (run > 0) {
            site.add("GET by id, 8 connections", "calls/s", true, 15_000, load.perSecond());
            site.add("GET by id, 8 connections, CPU", "ms/call", false, Double.NaN, cpuMs);
        }
    }

    Load load() {
        return hasWrk() ? wrk() : own();
    }

    /** What makes the load on this machine, for the notes. */
    static String by() {
        return hasWrk()
                ? "wrk -t2 -c" + CONNECTIONS
                : "as many threads of the benchmark's process, which are slower than wrk: that is not installed";
    }

    private Load wrk() {
        StringBuilder script = new StringBuilder("local requests = {}\nlocal last = 0\ninit = function()\n");
        ids.forEach(id -> script.append("  requests[#requests + 1] = wrk.format('GET', '")
                .append(URI.create(url).getPath())
                .append("/schemas/ids/")
                .append(id)
                .append("')\n"));
        script.append("end\nrequest = function()\n  last = last % #requests + 1\n  return requests[last]\nend\n");
        Path file = site.options().data().resolve("rate.lua");
        try {
            Files.writeString(file, script);
            List<String> command =
                    List.of("wrk", "-t2", "-c" + CONNECTIONS, "-d" + seconds + "s", "-s", file.toString(), url);
            Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher wrong = WRONG.matcher(said);
            if (!wrk.waitFor(30, TimeUnit.SECONDS) || wrk.exitValue() != 0 || wrong.find()) {
                throw new IllegalStateException("wrk says:\n" + said);
            }
            return new Load(number(DONE, said), number(RATE, said));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run wrk", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Load own() {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long begin = System.nanoTime();
            long end = begin + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                counts.add(threads.submit(until(end)));
            }
            long requests = 0;
            for (Future<Long> count : counts) {
                requests += count.get(60, TimeUnit.SECONDS);
            }
            return new Load(requests, requests * 1e9 / (System.nanoTime() - begin));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the load ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Long> until(long end) {
        return () -> {
            long count = 0;
            try (KeptAlive connection = new KeptAlive(url)) {
                List<byte[]> requests = ids.stream()
                        .map(id -> connection.request("GET", "/schemas/ids/" + id, ""))
                        .toList();
                while (System.nanoTime() < end) {
                    connection.call(requests.get((int) (count++ % requests.size())));
                }
            }
            return count;
        };
    }

    private static double number(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk says:\n" + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static boolean hasWrk() {
        String path = System.getenv("PATH");
        return path != null && Stream.of(path.split(":")).anyMatch(place -> Files.isExecutable(Path.of(place, "wrk")));
    }
}
