package io.millrace.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.SchemaReader.Candidate;
import io.millrace.registry.compat.Explanation;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.journal.Identity;
import io.millrace.registry.journal.Journal;
import io.millrace.registry.journal.JournalConfig;
import io.millrace.registry.journal.Lane;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.Problem;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.journal.Version;
import io.millrace.registry.journal.Workers;
import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import io.millrace.registry.schema.TagEntity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry: subjects, versions, ids and levels, kept in a topic. What needs no parsing is answered at once by the
 * {@link #catalog()}; the rest completes later, with a {@link Refusal} when it is not done. A write is done when it is
 * committed and read back, so that who was answered sees it. <i>Any thread.</i>
 */
public final class Registry implements AutoCloseable {
    private static final int PARSERS = 2;

    private final RegistryConfig config;
    private final State state;
    private final Journal journal;
    private final Lane lane;
    private final Workers parsers = new Workers("millrace-registry-parse", PARSERS);
    private final SchemaReader reader;
    private final Catalog catalog;
    private final Judgement judgement;
    private final Registrations registrations;
    private final Deletions deletions;
    private final Rules rules;
    private final Copies copies;
    private final Inspection inspection;
    private final Usage usage = new Usage();

    private Registry(RegistryConfig config, State state, Journal journal) {
        this.config = config;
        this.state = state;
        this.journal = journal;
        this.lane = new Lane(journal, state, config.timeoutMs());
        this.reader = new SchemaReader(state, config.maxSchemaBytes());
        this.catalog = new Catalog(state, config.level());
        this.judgement = new Judgement(state, catalog, reader);
        this.registrations = new Registrations(state, catalog, reader, judgement);
        this.deletions = new Deletions(state, catalog);
        this.rules = new Rules(state, catalog, config.modeMutable());
        this.copies = new Copies(state, catalog);
        this.inspection = new Inspection(state, catalog, reader);
    }

    /**
     * Reads the topic to its end, and joins the group meanwhile; returns when reads and writes would succeed.
     *
     * @throws IllegalStateException that says what is wrong with the topic, or that the log does not answer
     */
    public static Registry start(RegistryConfig config) {
        State state = new State();
        Identity identity =
                new Identity(config.advertised().host(), config.advertised().port(), config.eligible(), "http");
        Journal journal = Journal.open(
                new JournalConfig(
                        config.bootstrapServers(),
                        config.security(),
                        config.topic(),
                        config.replicationFactor(),
                        config.timeoutMs(),
                        config.initTimeoutMs(),
                        config.groupId(),
                        identity),
                state);
        return new Registry(config, state, journal);
    }

    /** What it was started with. */
    public RegistryConfig config() {
        return config;
    }

    /** What can be asked without waiting. */
    public Catalog catalog() {
        return catalog;
    }

    /** Where another registry that leads answers; null when this one does, or nobody. Completes when that is known. */
    public CompletableFuture<@Nullable String> otherLeader() {
        return journal.otherLeader().thenApply(other -> other == null ? null : other.url());
    }

    /** Records of the topic that could not be read, and were skipped. */
    public int skippedRecords() {
        return journal.skipped();
    }

    /** Registers a schema; the version that it became or was already. */
    public CompletableFuture<Version> register(String subject, NewSchema request, boolean normalize) {
        return parsers.run(() -> {
                    Writable.checkName(subject);
                    return read(subject, request, normalize);
                })
                .thenCompose(candidate -> {
                    Version known = registrations.known(subject, request, candidate);
                    return known != null
                            ? CompletableFuture.completedFuture(known)
                            : lane.write(() -> registrations.register(subject, request, candidate));
                });
    }

    /** The version of the subject that is that schema; 40401, 40403. */
    public CompletableFuture<Version> lookUp(String subject, NewSchema request, boolean normalize, boolean deletedToo) {
        return parsers.run(() -> {
            // First things first: who asks for a subject that is not there learns that.
            catalog.versionsOf(subject, deletedToo ? Catalog.Scope.ALL : Catalog.Scope.LIVE);
            boolean normal = normalize || catalog.inForce().normalizes(subject);
            return registrations.lookUp(subject, reader.read(subject, request.schema(), normal, false), deletedToo);
        });
    }

    /** Whether a schema could be registered, as far as its subject's versions go. */
    public CompletableFuture<Verdict> check(String subject, NewSchema request, boolean normalize) {
        return parsers.run(() -> judgement.check(subject, read(subject, request, normalize)));
    }

    /** Whether a schema may follow one version, by number or the latest; 40402. */
    public CompletableFuture<Verdict> check(String subject, int number, NewSchema request, boolean normalize) {
        return parsers.run(() -> {
            Candidate candidate = read(subject, request, normalize);
            Version version = comparedWith(subject, number);
            return version == null
                    ? Verdict.compatible(catalog.inForce().levelOf(subject))
                    : judgement.check(subject, candidate, version);
        });
    }

    /** All that stands against a schema, with what would mend it. */
    public CompletableFuture<Explanation> explain(String subject, NewSchema request, boolean normalize) {
        return parsers.run(() -> judgement.explain(subject, read(subject, request, normalize)));
    }

    /** All that one version, by number or the latest, has against a schema; 40402. */
    public CompletableFuture<Explanation> explain(String subject, int number, NewSchema request, boolean normalize) {
        return parsers.run(() -> {
            Candidate candidate = read(subject, request, normalize);
            Version version = comparedWith(subject, number);
            return version == null
                    ? judgement.explain(subject, candidate, List.of())
                    : judgement.explain(subject, candidate, List.of(version));
        });
    }

    private @Nullable Version comparedWith(String subject, int number) {
        try {
            return catalog.version(subject, number, false);
        } catch (Refusal e) {
            if (number == Catalog.LATEST) {
                return null;
            }
            throw Catalog.noVersion(number);
        }
    }

    /** What changed from one version to another, and what of it changes what data means. */
    public CompletableFuture<Difference> difference(Version from, Version to) {
        return parsers.run(() -> {
            ParsedSchema old = reader.stored(from);
            ParsedSchema now = reader.stored(to);
            if (!old.type().equals(now.type())) {
                throw Refusal.invalidSchema("Version " + from.number() + " is of type " + old.type() + ", version "
                        + to.number() + " of type " + now.type() + ": they cannot be compared");
            }
            return new Difference(from, to, now.changesSince(old), now.lint(old));
        });
    }

    /**
     * What changed between two versions. <i>Immutable.</i>
     *
     * @param from the older one
     * @param to the newer one
     * @param changes in the order of the newer one
     * @param lint what of them changes what data means, although the rules allow it
     */
    public record Difference(Version from, Version to, List<Change> changes, List<Finding> lint) {}

    /** The text of a schema that a subject has, in a format that its type knows by name. */
    public CompletableFuture<String> formatted(String subject, SchemaText schema, String format) {
        return parsers.run(() -> reader.stored(subject, schema).formatted(format));
    }

    /** Deletes a version, by number or the latest; its number. */
    public CompletableFuture<Integer> deleteVersion(String subject, int number, boolean permanent) {
        return lane.write(() -> deletions.version(subject, number, permanent));
    }

    /** Deletes a subject; the numbers of its versions. */
    public CompletableFuture<List<Integer>> deleteSubject(String subject, boolean permanent) {
        return lane.write(() -> deletions.subject(subject, permanent));
    }

    /** Puts a softly deleted version back, or with 0 all of the subject; the numbers of those that came back. */
    public CompletableFuture<List<Integer>> restore(String subject, int number) {
        return lane.write(() -> deletions.restore(subject, number));
    }

    /** Takes out a context of which nothing is left; 42211. */
    public CompletableFuture<Boolean> deleteContext(String context) {
        return lane.write(() -> deletions.context(context));
    }

    /** Changes the config of a subject, or with null the global one. */
    public CompletableFuture<ObjectNode> setConfig(@Nullable String subject, ConfigChange change) {
        return lane.write(() -> rules.setConfig(subject, change));
    }

    /** Takes out the config of a subject, or with null the global one; what it was. */
    public CompletableFuture<SubjectConfig> deleteConfig(@Nullable String subject) {
        return lane.write(() -> rules.deleteConfig(subject));
    }

    /** Sets the mode of a subject, or with null the global one; no mode takes out what is set. */
    public CompletableFuture<Optional<Mode>> setMode(@Nullable String subject, @Nullable String mode, boolean force) {
        return lane.write(() -> rules.setMode(subject, mode, force));
    }

    /** Takes out the mode of a subject, or with null the global one; what it was. */
    public CompletableFuture<Optional<Mode>> deleteMode(@Nullable String subject, boolean recursive) {
        return lane.write(() -> rules.deleteMode(subject, recursive));
    }

    /** Leaves the group and closes the client; what waits fails. */
    @Override
    public void close() {
        lane.close();
        parsers.close();
        journal.close();
    }

    /** Everything as lines of JSON, in an order in which {@link #importLines} takes them. */
    public List<ObjectNode> exportLines() {
        return copies.lines();
    }

    /** Takes lines of an export in, with their ids, all or none. */
    public CompletableFuture<Imported> importLines(List<JsonNode> lines) {
        return lane.write(() -> copies.take(lines));
    }

    /** What is wrong with the topic, in records and in what they say. Parses every schema. */
    public CompletableFuture<List<Problem>> verify() {
        return parsers.run(() -> inspection.problems(journal.problems()));
    }

    /** Mends what can be mended without losing a schema; what was mended. */
    public CompletableFuture<List<Problem>> repair(boolean unreadable) {
        return lane.write(() -> inspection.repair(journal.problems(), unreadable));
    }

    /** The offset after the last record of the topic that is applied. */
    public long position() {
        return journal.position();
    }

    /** Differs once a subject changed: what was made of the subjects after a call is good while it stays the same. */
    public long changes() {
        return state.changes();
    }

    /** Whether a read here sees all that was acknowledged, by whichever registry. */
    public boolean isFresh() {
        return journal.leads();
    }

    /** Completes when reads here see all that was acknowledged before this was called; fails when the log is away. */
    public CompletableFuture<Void> refresh() {
        return journal.catchUp();
    }

    /** When each id was last asked for. */
    public Usage usage() {
        return usage;
    }

    /** The log's cluster id; empty while it is not known. */
    public String clusterId() {
        return journal.clusterId();
    }

    /** With no schema but metadata or rules, the newest version's schema is meant. */
    private Candidate read(String subject, NewSchema request, boolean normalize) {
        SchemaText schema = request.schema();
        if (schema.text().isBlank() && schema.annotations() != null) {
            Subject there = state.subject(subject);
            Version latest = there == null ? null : there.latest(false);
            if (latest != null) {
                SchemaText before = latest.schema();
                schema = new SchemaText(before.type(), before.text(), before.references(), schema.annotations());
            }
        }
        boolean strict = request.id() <= 0;
        boolean normal = normalize || catalog.inForce().normalizes(subject);
        Candidate candidate = reader.read(subject, schema, normal, strict);
        return request.tagging().isNone() ? candidate : tagged(subject, candidate, request.tagging());
    }

    private Candidate tagged(String subject, Candidate candidate, Tagging tagging) {
        ParsedSchema parsed = candidate.parsed();
        Map<TagEntity, List<String>> add = new LinkedHashMap<>();
        Subject there = state.subject(subject);
        Version latest = tagging.propagate() && there != null ? there.latest(false) : null;
        if (latest != null) {
            reader.stored(latest).tags().forEach((entity, names) -> {
                if (parsed.hasPart(entity)) {
                    add.put(entity, names);
                }
            });
        }
        tagging.add().forEach((entity, names) -> add.merge(entity, names, Registry::both));
        SchemaText schema = candidate.schema();
        String text = parsed.retagged(add, tagging.remove());
        return reader.read(
                subject, new SchemaText(schema.type(), text, schema.references(), schema.annotations()), false, true);
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    /** The tags of a version, by the parts that have some. */
    public CompletableFuture<Map<TagEntity, List<String>>> tags(String subject, SchemaText schema) {
        return parsers.run(() -> reader.stored(subject, schema).tags());
    }
}
