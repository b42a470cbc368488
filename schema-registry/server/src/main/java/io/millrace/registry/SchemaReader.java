package io.millrace.registry;

import io.millrace.registry.journal.State;
import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import io.millrace.registry.schema.SchemaText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Understands schemas with what they refer to; the last thousand are kept, unless they are large. <i>Any thread.</i>
 */
final class SchemaReader {
    private static final int KEPT = 1_000;
    /** Of all that is kept, with what it refers to; understood, a schema takes some ten times the room. */
    private static final long MOST_CHARACTERS = 4_000_000;

    private static final int MAX_REFERENCES = 1_000;
    private static final int MAX_DEPTH = 50;

    private static final int MOST_CANONICAL = 100_000;

    private final State state;
    private final int maxBytes;
    /** Kept schemas whose text is known to be canonical, so that another text cannot be the same schema. */
    private final Set<SchemaText> canonical = ConcurrentHashMap.newKeySet();

    private final Kept<Text, ParsedSchema> kept = new Kept<>(KEPT, MOST_CHARACTERS, Text::characters);

    SchemaReader(State state, int maxBytes) {
        this.state = state;
        this.maxBytes = maxBytes;
    }

    /** What makes a parsed schema: with what its references lead to now, as a number may become another version's. */
    private record Text(String type, String text, Map<String, String> referred, boolean strict) {
        long characters() {
            return text.length()
                    + referred.values().stream().mapToLong(String::length).sum();
        }
    }

    /** A schema that somebody sends: its type, size and references are checked, and -1 becomes the newest version. */
    Candidate read(String subject, SchemaText given, boolean normalize, boolean strict) {
        if (given.text().isBlank()) {
            throw Refusal.invalidSchema("Empty schema");
        }
        if (SchemaTypes.find(given.type()) == null) {
            throw Refusal.invalidSchema("Invalid schema type " + given.type() + ": expected one of "
                    + String.join(", ", SchemaTypes.types()));
        }
        checkSize(given.text());
        List<Reference> references = new ArrayList<>();
        for (Reference reference : given.references()) {
            references.add(new Reference(
                    reference.name(),
                    reference.subject(),
                    find(subject, reference).number()));
        }
        if (normalize) {
            references = references.stream()
                    .distinct()
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
        Map<String, String> referred = referred(subject, references);
        ParsedSchema parsed = parse(given.type(), given.text(), referred, strict);
        String text = normalize ? parsed.normalized() : parsed.canonical();
        if (text.isBlank()) {
            // A file of comments alone: nothing of it would be left to read again.
            throw Refusal.invalidSchema("Empty schema");
        }
        // As it is kept it may be longer than it came.
        checkSize(text);
        return new Candidate(new SchemaText(given.type(), text, references, given.annotations()), parsed, referred);
    }

    private void checkSize(String text) {
        int bytes = text.length() > maxBytes ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new Refusal(
                    422,
                    42209,
                    "Schema of " + bytes + " bytes is larger than " + RegistryKeys.SCHEMA_MAX_BYTES.name() + "="
                            + maxBytes);
        }
    }

    /**
     * A schema that somebody sent. <i>Immutable.</i>
     *
     * @param schema as it will be kept
     * @param parsed understood
     * @param referred with these texts, by the names of its references and of theirs
     */
    record Candidate(SchemaText schema, ParsedSchema parsed, Map<String, String> referred) {
        Candidate annotated(SchemaText annotated) {
            return new Candidate(annotated, parsed, referred);
        }
    }

    /** A schema that is kept, of whatever type. */
    ParsedSchema stored(Version version) {
        return stored(version.subject(), version.schema());
    }

    /** A schema that is kept by that subject, or one of its context. */
    ParsedSchema stored(String subject, SchemaText schema) {
        return SchemaTypes.find(schema.type()) == null
                ? new Unread(schema)
                : parse(schema.type(), schema.text(), referred(subject, schema.references()), false);
    }

    /**
     * Whether a version is the candidate, annotations aside: by its text or, where that was written otherwise, by what it
     * means.
     */
    boolean sameSchema(Version version, Candidate candidate) {
        SchemaText other = version.schema();
        SchemaText wanted = candidate.schema();
        if (!other.type().equals(wanted.type())) {
            return false;
        }
        boolean sameReferences = other.references().equals(wanted.references());
        if (sameReferences && other.text().equals(wanted.text())) {
            return true;
        }
        try {
            if (sameReferences) {
                return !isCanonical(version) && stored(version).canonical().equals(wanted.text());
            }
            // Somebody who wrote out what the version refers to means the same.
            return wanted.references().isEmpty()
                    && stored(version).resolved().equals(candidate.parsed().resolved());
        } catch (Refusal e) {
            // What cannot be read now is not the same as what can.
            return false;
        }
    }

    /** Whether a version is the candidate as its type's compiler would write it: generated classes know that form only. */
    boolean anotherWriting(Version version, Candidate candidate) {
        try {
            return version.schema().type().equals(candidate.schema().type())
                    && stored(version).isAnotherWritingOf(candidate.parsed());
        } catch (Refusal e) {
            return false;
        }
    }

    /** Parsed once to find out; what was registered here always is. */
    private boolean isCanonical(Version version) {
        if (canonical.contains(version.schema())) {
            return true;
        }
        if (!stored(version).canonical().equals(version.schema().text())) {
            return false;
        }
        if (canonical.size() >= MOST_CANONICAL) {
            canonical.clear();
        }
        canonical.add(version.schema());
        return true;
    }

    private ParsedSchema parse(String type, String schema, Map<String, String> referred, boolean strict) {
        SchemaProvider provider = SchemaTypes.find(type);
        if (provider == null) {
            throw Refusal.invalidSchema("Invalid schema type " + type);
        }
        Text text = new Text(type, schema, referred, strict);
        ParsedSchema known = kept.get(text);
        if (known != null) {
            return known;
        }
        ParsedSchema parsed = provider.parse(schema, referred, strict);
        kept.put(text, parsed);
        return parsed;
    }

    /** Whether a reference of the candidate leads elsewhere than when it was read. */
    boolean isOutdated(String subject, Candidate candidate) {
        List<Reference> references = candidate.schema().references();
        return !references.isEmpty() && !referred(subject, references).equals(candidate.referred());
    }

    private Map<String, String> referred(String subject, List<Reference> references) {
        if (references.isEmpty()) {
            return Map.of();
        }
        Map<String, String> referred = new LinkedHashMap<>();
        resolve(subject, references, referred, new LinkedHashSet<>());
        return Collections.unmodifiableMap(referred);
    }

    /** Texts by name, each after those that it refers to. */
    private void resolve(String subject, List<Reference> references, Map<String, String> into, Set<Use> path) {
        for (Reference reference : references) {
            if (path.size() >= MAX_DEPTH || into.size() >= MAX_REFERENCES) {
                throw Refusal.invalidSchema(
                        "Invalid schema: more than " + MAX_REFERENCES + " references, or deeper than " + MAX_DEPTH);
            }
            if (!into.containsKey(reference.name())) {
                Version target = find(subject, reference);
                Use place = new Use(target.subject(), target.number());
                if (!path.add(place)) {
                    throw Refusal.invalidSchema("Invalid schema: its references form a ring over subject \""
                            + place.subject() + "\" and version " + place.version());
                }
                resolve(target.subject(), target.schema().references(), into, path);
                path.remove(place);
                into.putIfAbsent(reference.name(), target.schema().text());
            }
        }
    }

    private Version find(String subject, Reference reference) {
        String name = State.target(subject, reference).subject();
        Subject target = state.subject(name);
        Version found = target == null
                ? null
                : reference.version() == -1 ? target.latest(false) : target.find(reference.version());
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
