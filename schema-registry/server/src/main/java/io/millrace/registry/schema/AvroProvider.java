package io.millrace.registry.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Avro schemas, by Apache Avro's own parser. <i>Any thread.</i> */
final class AvroProvider implements SchemaProvider {
    /** Deeper nesting is refused before the parser, which recurses, sees it. */
    static final int MAX_DEPTH = 200;

    @Override
    public String type() {
        return SchemaText.AVRO;
    }

    @Override
    public ParsedSchema parse(String text, List<String> references, boolean strict) {
        if (text.isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        checkDepth(text);
        try {
            Schema.Parser parser = new Schema.Parser();
            parser.setValidateDefaults(false);
            List<Schema> referenced = new ArrayList<>(references.size());
            for (String reference : references) {
                referenced.add(parser.parse(reference));
            }
            parser.setValidateDefaults(strict);
            return new AvroSchema(parser.parse(text), referenced);
        } catch (RuntimeException e) {
            // The parser throws its own kinds and, on odd input, others: whatever it is, the text is no schema.
            throw Refusal.invalidSchema("Invalid schema of type AVRO, details: " + reason(e));
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Counts brackets outside of strings. */
    private static void checkDepth(String text) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (++depth > MAX_DEPTH) {
                    throw Refusal.invalidSchema("Invalid schema: nested deeper than " + MAX_DEPTH + " levels");
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }
}
