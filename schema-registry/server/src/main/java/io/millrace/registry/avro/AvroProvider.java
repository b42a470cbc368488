package io.millrace.registry.avro;

import io.millrace.registry.schema.Nesting;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import io.millrace.registry.schema.SchemaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Avro schemas, by Apache Avro's own parser. <i>Any thread.</i> */
public final class AvroProvider implements SchemaProvider {
    private static final Pattern PARSER = Pattern.compile("^(?:com\\.fasterxml\\.)[\\w.]+: ");

    @Override
    public String type() {
        return SchemaText.AVRO;
    }

    @Override
    public ParsedSchema parse(String text, Map<String, String> references, boolean strict) {
        if (text.isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        Nesting.check(text);
        try {
            Schema.Parser parser = new Schema.Parser();
            parser.setValidateDefaults(false);
            List<Schema> referenced = new ArrayList<>(references.size());
            for (String reference : references.values()) {
                referenced.add(parser.parse(reference));
            }
            parser.setValidateDefaults(strict);
            return new AvroSchema(parser.parse(text), referenced);
        } catch (RuntimeException e) {
            // The parser throws its own kinds and, on odd input, others: whatever it is, the text is no schema.
            throw Refusal.invalidSchema("Invalid schema of type AVRO, details: " + reason(e));
        }
    }

    /** One line; where the text is no JSON, without the parser's own places and names. */
    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        message = PARSER.matcher(message).replaceFirst("the schema is no JSON: ");
        int place = message.indexOf("at [Source");
        String line = (place < 0 ? message : message.substring(0, place)).replaceAll("\\s+", " ");
        return line.trim();
    }
}
