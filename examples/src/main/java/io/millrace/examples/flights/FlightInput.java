package io.millrace.examples.flights;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The real data, replayed: three months of flights as many times as asked for, each replay a year later, with the planted
 * lines among the first. The sequence is the same at every call. <i>Immutable.</i>
 */
public final class FlightInput {
    private static final byte[] YEAR_FIELD = "{\"date\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ORIGIN = "\"origin\":\"".getBytes(StandardCharsets.UTF_8);
    private static final int PLANT_EVERY = 1_500;

    private final List<byte[]> flights;
    private final List<byte[]> planted;
    private final Map<String, Airport> airports;

    private FlightInput(List<byte[]> flights, List<byte[]> planted, Map<String, Airport> airports) {
        this.flights = flights;
        this.planted = planted;
        this.airports = airports;
    }

    /** Reads {@code flights.jsonl}, {@code planted.txt} and {@code airports.csv}. */
    public static FlightInput read(Path directory) throws IOException {
        return new FlightInput(
                lines(directory.resolve("flights.jsonl")),
                lines(directory.resolve("planted.txt")),
                readAirports(directory.resolve("airports.csv")));
    }

    /** Flights in the file. */
    public int fileFlights() {
        return flights.size();
    }

    /** Lines that are no flight. */
    public int plantedLines() {
        return planted.size();
    }

    /** Airports by IATA code, in the file's order. */
    public Map<String, Airport> airports() {
        return airports;
    }

    /** Records of so many replays. */
    public long records(int times) {
        return (long) flights.size() * times + planted.size();
    }

    /** Bytes of so many replays as lines, each with its end. */
    public long bytes(int times) {
        return ends(flights) * times + ends(planted);
    }

    private static long ends(List<byte[]> lines) {
        return lines.stream().mapToLong(line -> line.length + 1L).sum();
    }

    /** Hands out every record of so many replays in order. */
    public void replay(int times, Sink sink) {
        int plants = 0;
        for (int replay = 0; replay < times; replay++) {
            for (int i = 0; i < flights.size(); i++) {
                byte[] line = flights.get(i);
                sink.record(origin(line), replay == 0 ? line : later(line, replay));
                if (replay == 0 && (i + 1) % PLANT_EVERY == 0 && plants < planted.size()) {
                    sink.record(null, planted.get(plants++));
                }
            }
        }
    }

    /** Takes one record. */
    @FunctionalInterface
    public interface Sink {
        /** Key (null for a planted line) and value. */
        void record(byte @Nullable [] key, byte[] value);
    }

    private static byte[] later(byte[] line, int years) {
        byte[] copy = line.clone();
        int year = 0;
        for (int i = 0; i < 4; i++) {
            year = year * 10 + copy[YEAR_FIELD.length + i] - '0';
        }
        year += years;
        for (int i = 3; i >= 0; i--) {
            copy[YEAR_FIELD.length + i] = (byte) ('0' + year % 10);
            year /= 10;
        }
        return copy;
    }

    private static byte[] origin(byte[] line) {
        int at = indexOf(line, ORIGIN) + ORIGIN.length;
        int end = at;
        while (line[end] != '"') {
            end++;
        }
        return Arrays.copyOfRange(line, at, end);
    }

    private static int indexOf(byte[] line, byte[] part) {
        for (int i = 0; i + part.length <= line.length; i++) {
            if (Arrays.equals(line, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("a line of flights.jsonl has no origin");
    }

    private static List<byte[]> lines(Path file) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lines.add(line.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return lines;
    }

    private static Map<String, Airport> readAirports(Path file) throws IOException {
        Map<String, Airport> airports = new LinkedHashMap<>();
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(file.toFile())) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                String code = row.getOrDefault("iata", "");
                airports.put(code, new Airport(code, row.getOrDefault("name", ""), row.getOrDefault("city", "")));
            }
        }
        return airports;
    }
}
