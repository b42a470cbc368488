package io.millrace.examples.flights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/**
 * One row of the result. <i>Immutable.</i>
 *
 * @param airport IATA code
 * @param day the day of event time
 * @param delays of the day
 */
public record DelayRow(String airport, LocalDate day, Delays delays) {
    private static final JsonFactory JSON = new JsonFactory();

    static DelayRow of(String airport, long dayStartMs, Delays delays) {
        return new DelayRow(airport, LocalDate.ofEpochDay(TimeUnit.MILLISECONDS.toDays(dayStartMs)), delays);
    }

    /** The record's key: airport and day. */
    public String key() {
        return airport + " " + day;
    }

    byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("airport", airport);
            json.writeStringField("day", day.toString());
            json.writeStringField("name", delays.airport());
            json.writeStringField("city", delays.city());
            json.writeNumberField("flights", delays.flights());
            json.writeNumberField("total", delays.total());
            json.writeNumberField("mean", Math.round(delays.mean() * 1000) / 1000.0);
            json.writeNumberField("largest", delays.largest());
            json.writeNumberField("late", delays.late());
            json.writeNumberField("lateShare", Math.round(delays.lateShare() * 10_000) / 10_000.0);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static DelayRow fromJson(byte[] bytes) {
        String airport = "";
        String day = "";
        String name = "";
        String city = "";
        long flights = 0;
        long total = 0;
        int largest = 0;
        long late = 0;
        try (JsonParser json = JSON.createParser(bytes)) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                switch (field) {
                    case "airport" -> airport = json.getText();
                    case "day" -> day = json.getText();
                    case "name" -> name = json.getText();
                    case "city" -> city = json.getText();
                    case "flights" -> flights = json.getLongValue();
                    case "total" -> total = json.getLongValue();
                    case "largest" -> largest = json.getIntValue();
                    case "late" -> late = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no row of delays: " + e.getMessage(), e);
        }
        return new DelayRow(airport, LocalDate.parse(day), new Delays(name, city, flights, total, largest, late));
    }
}
