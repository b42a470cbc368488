package io.millrace.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo's result computed without any of the job's code: loops over the files. */
final class PlainLoops {
    private static final Pattern FLIGHT = Pattern.compile(
            "\\{\"date\":\"(\\d{4})/(\\d\\d)/(\\d\\d) \\d\\d:\\d\\d\",\"delay\":(-?\\d+),\"distance\":(\\d+),"
                    + "\"origin\":\"(\\w+)\",\"destination\":\"\\w+\"}");

    final Map<String, Day> days = new TreeMap<>();
    long filtered;
    long unknown;
    long flights;

    /** One airport's day. */
    static final class Day {
        long flights;
        long total;
        int largest = Integer.MIN_VALUE;
        long late;
    }

    static PlainLoops over(Path data, int times) throws IOException {
        PlainLoops loops = new PlainLoops();
        Set<String> airports = new HashSet<>();
        for (String row : Files.readAllLines(data.resolve("airports.csv"))) {
            airports.add(row.substring(0, row.indexOf(',')));
        }
        for (int replay = 0; replay < times; replay++) {
            for (String line : Files.readAllLines(data.resolve("flights.jsonl"))) {
                loops.count(line, replay, airports);
            }
        }
        return loops;
    }

    private void count(String line, int replay, Set<String> airports) {
        Matcher flight = FLIGHT.matcher(line);
        if (!flight.matches()) {
            throw new IllegalStateException("the file has a line that is no flight: " + line);
        }
        flights++;
        if (Integer.parseInt(flight.group(5)) < 100) {
            filtered++;
            return;
        }
        String origin = flight.group(6);
        if (!airports.contains(origin)) {
            unknown++;
        }
        LocalDate date = LocalDate.of(
                Integer.parseInt(flight.group(1)) + replay,
                Integer.parseInt(flight.group(2)),
                Integer.parseInt(flight.group(3)));
        int delay = Integer.parseInt(flight.group(4));
        Day day = days.computeIfAbsent(origin + " " + date, key -> new Day());
        day.flights++;
        day.total += delay;
        day.largest = Math.max(day.largest, delay);
        day.late += delay > 15 ? 1 : 0;
    }
}
