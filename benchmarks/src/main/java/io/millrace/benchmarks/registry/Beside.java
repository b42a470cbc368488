package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.registry.tool.ClientRun;
import io.millrace.benchmarks.registry.tool.SerdeRun;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our client and serdes beside others, each in a process of its own, in turns. */
final class Beside {
    /** What the serdes are compared with, and the peer of the table. */
    static final String AVRO = "Avro alone";
    /** Confluent's client is on Maven Central inside Flink's Avro format only. */
    static final String CONFLUENT = "Confluent's client, in Flink 2.3.0";

    private static final String PEER = "flink-registry";
    private static final int CALLS = 500;
    private static final int BATCH = 400_000;
    /** No more than 15 % slower. */
    private static final double WANTED = 1 / 1.15;

    private static final long PATIENCE_MS = 300_000;
    private static final List<String> JVM =
            List.of("-Xmx512m", "-Xms512m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    private static final String ORDER = "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"bench\",\"fields\":["
            + "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"customer\",\"type\":\"string\"},"
            + "{\"name\":\"city\",\"type\":\"string\"},{\"name\":\"note\",\"type\":[\"null\",\"string\"]},"
            + "{\"name\":\"pieces\",\"type\":\"int\"},{\"name\":\"price\",\"type\":\"double\"},"
            + "{\"name\":\"weight\",\"type\":\"float\"},{\"name\":\"paid\",\"type\":\"boolean\"},"
            + "{\"name\":\"at\",\"type\":\"long\"},{\"name\":\"until\",\"type\":[\"null\",\"long\"]}]}";

    private final Site site;
    private final String url;
    private int started;

    Beside(Site site, String url) {
        this.site = site;
        this.url = url;
    }

    /** Whether the peer's jars are there. */
    static boolean hasPeer() {
        return Peers.find(PEER).isPresent();
    }

    /** Records of ten fields to bytes and back. */
    void serdes() {
        List<String> subjects = new ArrayList<>(List.of(Site.OURS, AVRO));
        if (hasPeer()) {
            subjects.add(CONFLUENT);
        }
        String batch = Long.toString(site.options().recordsOr(BATCH));
        for (int run = 1; run <= site.options().runs(); run++) {
            for (String subject : Turns.of(subjects, run)) {
                Map<String, Double> told = subject.equals(CONFLUENT)
                        ? peer(List.of("serde", url, ORDER, batch))
                        : ours(SerdeRun.class, List.of(subject.equals(AVRO) ? "avro" : "millrace", url, ORDER, batch));
                site.say("%-10s serde, %-35s %s", site.turn(run), subject, told);
                for (String way : List.of("serialise", "deserialise")) {
                    String row = way + " a record of 10 fields";
                    site.compare(row, "ns", WANTED, subject, figure(told, way + "-ns"));
                    site.compare(row + ", allocated", "B", Double.NaN, subject, figure(told, way + "-bytes"));
                }
            }
        }
    }

    /** Schemas registered, and asked for by their ids, none of them in a cache. */
    void clients() {
        List<String> subjects = new ArrayList<>(List.of(Site.OURS));
        if (hasPeer()) {
            subjects.add(CONFLUENT);
        }
        String calls = Long.toString(site.options().recordsOr(CALLS));
        for (int run = 1; run <= site.options().runs(); run++) {
            for (String subject : Turns.of(subjects, run)) {
                boolean theirs = subject.equals(CONFLUENT);
                String name = (theirs ? "theirs" : "ours") + run;
                Map<String, Double> told = theirs
                        ? peer(List.of("client", url, name, calls))
                        : ours(ClientRun.class, List.of(url, name, calls));
                site.say("%-10s client, %-35s %s", site.turn(run), subject, told);
                for (String call : List.of("get", "register")) {
                    String row = "client, " + (call.equals("get") ? "schema by id" : "register, new");
                    site.compare(row + ", p50", "ms", Double.NaN, subject, figure(told, call + "-p50-ms"));
                    site.compare(
                            row + ", CPU of the client",
                            "ms/call",
                            Double.NaN,
                            subject,
                            figure(told, call + "-cpu-ms"));
                }
            }
        }
    }

    private Map<String, Double> ours(Class<?> program, List<String> arguments) {
        Path output = output(program.getSimpleName());
        String classPath = System.getProperty("java.class.path");
        return told(Child.java(classPath, JVM, program.getName(), arguments, output), output);
    }

    private Map<String, Double> peer(List<String> arguments) {
        Path output = output("peer-" + arguments.get(0));
        Path source = site.options().data().resolve("ConfluentRun.java");
        try (InputStream in = Beside.class.getResourceAsStream("/peers/ConfluentRun.java")) {
            if (in == null) {
                throw new IllegalStateException("no ConfluentRun.java on the class path");
            }
            Files.write(source, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + source, e);
        }
        return told(Child.java(Peers.lib(PEER), JVM, source.toString(), arguments, output), output);
    }

    private static double figure(Map<String, Double> told, String name) {
        Double value = told.get(name);
        if (value == null) {
            throw new IllegalStateException("no figure " + name + " in " + told);
        }
        return value;
    }

    private Path output(String program) {
        return site.options().data().resolve(program + "-" + ++started + ".out");
    }

    private static Map<String, Double> told(Child child, Path output) {
        try (child) {
            if (child.await(PATIENCE_MS) != 0) {
                throw new IllegalStateException("it failed:\n" + child.tail());
            }
            Map<String, Double> told = new LinkedHashMap<>();
            for (String line : Files.readAllLines(output)) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[0].equals("figure")) {
                    told.put(words[1], Double.parseDouble(words[2]));
                }
            }
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + output, e);
        }
    }
}
