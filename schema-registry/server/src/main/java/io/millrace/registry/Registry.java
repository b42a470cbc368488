package io.millrace.registry;

import io.millrace.registry.SchemaReader.Candidate;
import io.millrace.registry.compat.Level;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.journal.Identity;
import io.millrace.registry.journal.Journal;
import io.millrace.registry.journal.JournalConfig;
import io.millrace.registry.journal.Lane;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.journal.Version;
import io.millrace.registry.journal.Workers;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry: subjects, versions, ids and levels, kept in a topic. What needs no parsing is answered at once by the
 * {@link #catalog()}; the rest completes later, with a {@link Refusal} when it is not done. A write is done when it is
 * committed and read back, so that who was answered sees it. <i>Any thread.</i>
 */
public final class Registry implements AutoCloseable {
    private static final int PARSERS = 2;

    private final RegistryConfig config;
    private final Journal journal;
    private final Lane lane;
    private final Workers parsers = new Workers("millrace-registry-parse", PARSERS);
    private final SchemaReader reader;
    private final Catalog catalog;
    private final Registrations registrations;
    private final Deletions deletions;
    private final Rules rules;

    private Registry(RegistryConfig config, State state, Journal journal) {
        this.config = config;
        this.journal = journal;
        this.lane = new Lane(journal, state, config.timeoutMs());
        this.reader = new SchemaReader(state, config.maxSchemaBytes());
        this.catalog = new Catalog(state, config.level());
        this.registrations = new Registrations(state, catalog, reader);
        this.deletions = new Deletions(state, catalog);
        this.rules = new Rules(state, catalog, config.modeMutable());
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
                    Version known = registrations.known(subject, candidate.schema());
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
            boolean normal = normalize || catalog.normalizes(subject);
            return registrations.lookUp(subject, reader.read(request.schema(), normal, false), deletedToo);
        });
    }

    /** Whether a schema could be registered, as far as its subject's versions go. */
    public CompletableFuture<Verdict> check(String subject, NewSchema request, boolean normalize) {
        return parsers.run(() -> registrations.check(subject, read(subject, request, normalize)));
    }

    /** Whether a schema may follow one version, by number or the latest; 40402. */
    public CompletableFuture<Verdict> check(String subject, int number, NewSchema request, boolean normalize) {
        return parsers.run(() -> {
            Candidate candidate = read(subject, request, normalize);
            Version version;
            try {
                version = catalog.version(subject, number, false);
            } catch (Refusal e) {
                if (number == Catalog.LATEST) {
                    return Verdict.compatible(catalog.levelOf(subject));
                }
                throw Catalog.noVersion(number);
            }
            return registrations.check(subject, candidate, version);
        });
    }

    /** The schema with every referenced type written out. */
    public CompletableFuture<String> resolved(SchemaText schema) {
        return parsers.run(() -> reader.stored(schema).resolved());
    }

    /** Deletes a version, by number or the latest; its number. */
    public CompletableFuture<Integer> deleteVersion(String subject, int number, boolean permanent) {
        return lane.write(() -> deletions.version(subject, number, permanent));
    }

    /** Deletes a subject; the numbers of its versions. */
    public CompletableFuture<List<Integer>> deleteSubject(String subject, boolean permanent) {
        return lane.write(() -> deletions.subject(subject, permanent));
    }

    /** Sets what is not null in the config of a subject, or with null in the global one. */
    public CompletableFuture<Boolean> setConfig(
            @Nullable String subject, @Nullable Level level, @Nullable Boolean normalize) {
        return lane.write(() -> rules.setConfig(subject, level, normalize));
    }

    /** Takes out the config of a subject, or with null the global one; what it was. */
    public CompletableFuture<SubjectConfig> deleteConfig(@Nullable String subject) {
        return lane.write(() -> rules.deleteConfig(subject));
    }

    /** Sets the mode of a subject, or with null the global one. */
    public CompletableFuture<Mode> setMode(@Nullable String subject, @Nullable String mode) {
        return lane.write(() -> rules.setMode(subject, mode));
    }

    /** Takes out the mode of a subject, or with null the global one; what it was. */
    public CompletableFuture<Mode> deleteMode(@Nullable String subject) {
        return lane.write(() -> rules.deleteMode(subject));
    }

    /** Leaves the group and closes the client; what waits fails. */
    @Override
    public void close() {
        lane.close();
        parsers.close();
        journal.close();
    }

    private Candidate read(String subject, NewSchema request, boolean normalize) {
        return reader.read(request.schema(), normalize || catalog.normalizes(subject), true);
    }
}
