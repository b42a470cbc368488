package io.millrace.registry;

import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import io.millrace.registry.schema.SchemaText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Understands schemas with what they refer to; the last thousand are kept. <i>Any thread;</i> the lock is the one of the
 * kept ones, never held while parsing.
 */
final class SchemaReader {
    private static final int KEPT = 1_000;
    private static final int MAX_REFERENCES = 1_000;
    private static final int MAX_DEPTH = 50;

    private final State state;
    private final int maxBytes;
    private final Map<Text, ParsedSchema> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Text, ParsedSchema> eldest) {
            return size() > KEPT;
        }
    };

    SchemaReader(State state, int maxBytes) {
        this.state = state;
        this.maxBytes = maxBytes;
    }

    private record Text(SchemaText schema, boolean strict) {}

    /** A schema that somebody sends: its type, size and references are checked, and -1 becomes the newest version. */
    Candidate read(SchemaText given, boolean normalize, boolean strict) {
        if (given.text().isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        if (SchemaTypes.find(given.type()) == null) {
            throw Refusal.invalidSchema("Invalid schema type " + given.type() + ": expected one of "
                    + String.join(", ", SchemaTypes.types()));
        }
        if (given.text().length() > maxBytes) {
            throw new Refusal(
                    422,
                    42209,
                    "Schema of " + given.text().length() + " characters is larger than "
                            + RegistryKeys.SCHEMA_MAX_BYTES.name() + "=" + maxBytes);
        }
        List<Reference> references = new ArrayList<>();
        for (Reference reference : given.references()) {
            references.add(new Reference(
                    reference.name(), reference.subject(), find(reference).number()));
        }
        if (normalize) {
            references = references.stream()
                    .distinct()
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
        ParsedSchema parsed = parse(new SchemaText(given.type(), given.text(), references, null), strict);
        String text = normalize ? parsed.normalized() : parsed.canonical();
        return new Candidate(new SchemaText(given.type(), text, references, null), parsed);
    }

    /**
     * A schema that somebody sent. <i>Immutable.</i>
     *
     * @param schema as it will be kept
     * @param parsed understood
     */
    record Candidate(SchemaText schema, ParsedSchema parsed) {}

    /** A schema that is kept, of whatever type. */
    ParsedSchema stored(SchemaText schema) {
        return SchemaTypes.find(schema.type()) == null ? new Unread(schema) : parse(schema, false);
    }

    /** Whether a version is the candidate: by its text or, where that was written otherwise, by what it means. */
    boolean same(Version version, SchemaText candidate) {
        SchemaText other = version.schema();
        if (other.annotations() != null
                || !other.type().equals(candidate.type())
                || !other.references().equals(candidate.references())) {
            return false;
        }
        if (other.text().equals(candidate.text())) {
            return true;
        }
        try {
            return stored(other).canonical().equals(candidate.text());
        } catch (Refusal e) {
            // What cannot be read now is not the same as what can.
            return false;
        }
    }

    private ParsedSchema parse(SchemaText schema, boolean strict) {
        SchemaProvider provider = SchemaTypes.find(schema.type());
        if (provider == null) {
            throw Refusal.invalidSchema("Invalid schema type " + schema.type());
        }
        Text text = new Text(schema, strict);
        synchronized (kept) {
            ParsedSchema known = kept.get(text);
            if (known != null) {
                return known;
            }
        }
        Map<String, String> references = new LinkedHashMap<>();
        resolve(schema.references(), references, 0);
        ParsedSchema parsed = provider.parse(schema.text(), references, strict);
        synchronized (kept) {
            kept.put(text, parsed);
        }
        return parsed;
    }

    /** Texts by name, each after those that it refers to. */
    private void resolve(List<Reference> references, Map<String, String> into, int depth) {
        if (depth > MAX_DEPTH || into.size() > MAX_REFERENCES) {
            throw Refusal.invalidSchema(
                    "Invalid schema: more than " + MAX_REFERENCES + " references, or deeper than " + MAX_DEPTH);
        }
        for (Reference reference : references) {
            if (!into.containsKey(reference.name())) {
                Version target = find(reference);
                resolve(target.schema().references(), into, depth + 1);
                into.putIfAbsent(reference.name(), target.schema().text());
            }
        }
    }

    private Version find(Reference reference) {
        Subject subject = state.subject(reference.subject());
        Version found = subject == null
                ? null
                : reference.version() == -1 ? subject.latest(false) : subject.find(reference.version());
        if (found == null) {
            throw Refusal.invalidSchema("No schema reference found for subject \"" + reference.subject()
                    + "\" and version " + reference.version());
        }
        return found;
    }

    /** A schema of a type that only a foreign registry understands. */
    private record Unread(SchemaText schema) implements ParsedSchema {
        @Override
        public String type() {
            return schema.type();
        }

        @Override
        public String canonical() {
            return schema.text();
        }

        @Override
        public String resolved() {
            return schema.text();
        }

        @Override
        public String normalized() {
            return schema.text();
        }

        @Override
        public List<Incompatibility> unreadable(ParsedSchema writer, Direction direction) {
            throw Refusal.invalidSchema("Schemas of type " + type() + " cannot be compared here");
        }
    }
}
