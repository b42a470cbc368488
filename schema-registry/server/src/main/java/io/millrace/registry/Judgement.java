package io.millrace.registry;

import io.millrace.registry.SchemaReader.Candidate;
import io.millrace.registry.compat.CompatibilityCheck;
import io.millrace.registry.compat.Explanation;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.ParsedSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Which versions of a subject a schema is compared with, and what comes of it. The state is read, never written. */
final class Judgement {
    /** The property of the metadata that names fields kept free for later. */
    private static final String RESERVED = "confluent:reserved";

    private final State state;
    private final Catalog catalog;
    private final SchemaReader reader;

    Judgement(State state, Catalog catalog, SchemaReader reader) {
        this.state = state;
        this.catalog = catalog;
        this.reader = reader;
    }

    /** Against the versions that the subject's level asks for. */
    Verdict check(String name, Candidate candidate) {
        Verdict verdict = check(name, candidate, versions(name, candidate));
        boolean fields =
                catalog.inForce().configInScope(name).path("validateFields").asBoolean(false);
        return fields ? verdict.withReserved(reserved(name, candidate)) : verdict;
    }

    /** What is wrong with the fields that the metadata reserves for later: taken already, or no longer reserved. */
    private List<String> reserved(String name, Candidate candidate) {
        List<String> wrong = new ArrayList<>();
        List<String> own = names(candidate.schema().annotations());
        Subject subject = state.subject(name);
        Version latest = subject == null ? null : subject.latest(false);
        if (latest != null) {
            for (String field : names(latest.schema().annotations())) {
                if (!own.contains(field)) {
                    wrong.add("{errorType:'RESERVED_FIELD_REMOVED', description:'The new schema has reserved field "
                            + field + " removed from its metadata which is present in the old schema's metadata.'}");
                }
            }
        }
        for (String field : own) {
            if (candidate.parsed().hasTopLevelField(field)) {
                wrong.add("{errorType:'FIELD_CONFLICTS_WITH_RESERVED_FIELD', description:'The new schema has field that"
                        + " conflicts with the reserved field " + field + ".'}");
            }
        }
        return wrong;
    }

    private static List<String> names(@Nullable String annotations) {
        String given = Annotations.property(annotations, RESERVED);
        return given == null || given.isBlank()
                ? List.of()
                : Arrays.stream(given.split(",")).map(String::trim).toList();
    }

    /** Against one version. */
    Verdict check(String name, Candidate candidate, Version version) {
        return check(name, candidate, List.of(version));
    }

    /** All that stands against it, and what would let it pass. */
    Explanation explain(String name, Candidate candidate) {
        return explain(name, candidate, versions(name, candidate));
    }

    private Verdict check(String name, Candidate candidate, List<Version> newestFirst) {
        List<Integer> positions = numbers(newestFirst);
        return CompatibilityCheck.check(
                catalog.inForce().levelOf(name), candidate.parsed(), positions, parsed(newestFirst, positions));
    }

    /** All that these versions have against it. */
    Explanation explain(String name, Candidate candidate, List<Version> newestFirst) {
        List<Integer> positions = numbers(newestFirst);
        return CompatibilityCheck.explain(
                catalog.inForce().levelOf(name), candidate.parsed(), positions, parsed(newestFirst, positions));
    }

    private IntFunction<ParsedSchema> parsed(List<Version> newestFirst, List<Integer> positions) {
        return number -> reader.stored(newestFirst.get(positions.indexOf(number)));
    }

    private static List<Integer> numbers(List<Version> versions) {
        List<Integer> numbers = new ArrayList<>(versions.size());
        versions.forEach(version -> numbers.add(version.number()));
        return numbers;
    }

    /** The live ones, the newest first; where a group is set, those of the candidate's group. */
    private List<Version> versions(String name, Candidate candidate) {
        Subject subject = state.subject(name);
        if (subject == null) {
            return List.of();
        }
        List<Version> newestFirst = Registrations.newestFirst(subject.live());
        String group =
                catalog.inForce().configInScope(name).path("compatibilityGroup").asText("");
        if (!group.isEmpty()) {
            String own = Annotations.property(candidate.schema().annotations(), group);
            newestFirst.removeIf(version ->
                    !Objects.equals(own, Annotations.property(version.schema().annotations(), group)));
        }
        return newestFirst;
    }
}
