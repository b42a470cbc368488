package io.millrace.examples.flights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Reads a flight from its line of JSON; what it cannot read becomes a {@link Line} with the reason. <i>Any thread.</i> */
final class FlightParser {
    private static final JsonFactory JSON = new JsonFactory();

    private FlightParser() {}

    /** Never throws: a line that is no flight says why. */
    static Line parse(byte[] raw) {
        try {
            return new Line(read(raw), raw, "");
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            int end = why.indexOf('\n');
            return new Line(null, raw, end < 0 ? why : why.substring(0, end));
        }
    }

    private static Flight read(byte[] raw) throws IOException {
        String date = null;
        String origin = null;
        String destination = null;
        int delay = Integer.MIN_VALUE;
        int distance = Integer.MIN_VALUE;
        try (JsonParser json = JSON.createParser(raw)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken token = json.nextToken();
                switch (name) {
                    case "date" -> date = text(json, token, name);
                    case "origin" -> origin = text(json, token, name);
                    case "destination" -> destination = text(json, token, name);
                    case "delay" -> delay = number(json, token, name);
                    case "distance" -> distance = number(json, token, name);
                    default -> json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new IllegalArgumentException("the object does not end");
            }
        }
        return new Flight(
                departureMs(required(date, "date")),
                required(delay, "delay"),
                required(distance, "distance"),
                required(origin, "origin"),
                required(destination, "destination"));
    }

    /** {@code yyyy/MM/dd HH:mm}, read as UTC. */
    static long departureMs(String date) {
        if (date.length() != 16
                || date.charAt(4) != '/'
                || date.charAt(7) != '/'
                || date.charAt(10) != ' '
                || date.charAt(13) != ':') {
            throw new IllegalArgumentException("date is not yyyy/MM/dd HH:mm: " + date);
        }
        int hour = digits(date, 11, 13);
        int minute = digits(date, 14, 16);
        if (hour > 23 || minute > 59) {
            throw new IllegalArgumentException("date has no such time: " + date);
        }
        long day = LocalDate.of(digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10))
                .toEpochDay();
        return ((day * 24 + hour) * 60 + minute) * 60_000L;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("date is not yyyy/MM/dd HH:mm: " + text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static String text(JsonParser json, JsonToken token, String name) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return json.getText();
    }

    private static int number(JsonParser json, JsonToken token, String name) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw new IllegalArgumentException(name + " is no whole number");
        }
        return json.getIntValue();
    }

    private static String required(@org.jspecify.annotations.Nullable String value, String name) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static int required(int value, String name) {
        if (value == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
