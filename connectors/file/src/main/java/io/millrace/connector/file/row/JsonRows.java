package io.millrace.connector.file.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A line is a JSON object: with declared fields straight into a struct, without them a map. *Loop-owned.* */
final class JsonRows implements Rows {

    private static final JsonFactory JSON = new JsonFactory();

    private final @Nullable Fields fields;
    private final boolean[] seen;

    JsonRows(@Nullable Fields fields) {
        this.fields = fields;
        this.seen = new boolean[fields == null ? 0 : fields.count()];
    }

    @Override
    public @Nullable Schema schema() {
        return fields == null ? null : fields.schema();
    }

    @Override
    public @Nullable Object value(byte[] bytes, int from, int to) throws BadRow {
        if (Scan.blank(bytes, from, to)) {
            return null;
        }
        Utf8.check(bytes, from, to);
        // The parser guesses UTF-16 from zeroes at the start; this file is UTF-8.
        if (bytes[from] == 0 || (to - from > 1 && bytes[from + 1] == 0)) {
            throw new BadRow("no JSON: a zero byte");
        }
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRow("no JSON object");
            }
            Object value = fields == null ? map(parser) : struct(parser, fields);
            if (parser.nextToken() != null) {
                throw new BadRow("no JSON: more text behind the object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BadRow("no JSON: " + reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    /** The parser's words without where it stood: the row's place is told by others. */
    private static String reason(JsonProcessingException e) {
        String said = e.getOriginalMessage();
        int where = said.indexOf(" (start marker at");
        return where < 0 ? said : said.substring(0, where);
    }

    private Struct struct(JsonParser parser, Fields declared) throws IOException, BadRow {
        Struct struct = new Struct(declared.schema());
        Arrays.fill(seen, false);
        int likely = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            int index = declared.indexOf(name, likely);
            if (index < 0) {
                parser.skipChildren();
                continue;
            }
            likely = index + 1;
            if (token != JsonToken.VALUE_NULL) {
                struct.put(declared.field(index), typed(parser, token, declared, index));
                seen[index] = true;
            }
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i] && !declared.isOptional(i)) {
                throw new BadRow("field " + declared.name(i) + ": missing or null");
            }
        }
        return struct;
    }

    private static Object typed(JsonParser parser, JsonToken token, Fields declared, int index)
            throws IOException, BadRow {
        FieldType type = declared.type(index);
        Object value = switch (type) {
            case STRING -> token == JsonToken.VALUE_STRING ? parser.getText() : null;
            case INT32 -> narrow(whole(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> whole(parser, token, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT64 -> token.isNumeric() ? finite(parser.getDoubleValue()) : null;
            case BOOLEAN -> token.isBoolean() ? (Boolean) parser.getBooleanValue() : null;
        };
        if (value == null) {
            throw new BadRow("field " + declared.name(index) + ": no " + type.says() + ": "
                    + (token.isScalarValue() ? parser.getText() : token.asString()));
        }
        return value;
    }

    private static @Nullable Long whole(JsonParser parser, JsonToken token, long least, long most) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
        }
        long number = parser.getLongValue();
        return number < least || number > most ? null : Long.valueOf(number);
    }

    private static @Nullable Integer narrow(@Nullable Long number) {
        return number == null ? null : Integer.valueOf(number.intValue());
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? Double.valueOf(number) : null;
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws IOException, BadRow {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            map.put(name, any(parser, parser.nextToken()));
        }
        return map;
    }

    /** Depth is bounded by the parser's own limit on nesting. */
    private static @Nullable Object any(JsonParser parser, JsonToken token) throws IOException, BadRow {
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> number(parser, token);
        };
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException, BadRow {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(any(parser, token));
        }
        return list;
    }

    private static Object number(JsonParser parser, JsonToken token) throws IOException, BadRow {
        // Written out: a conditional would make a double of both.
        Object number = finite(parser.getDoubleValue());
        if (token == JsonToken.VALUE_NUMBER_INT) {
            number = whole(parser, token, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (number == null) {
            throw new BadRow("a number that neither int64 nor float64 holds: " + parser.getText());
        }
        return number;
    }
}
