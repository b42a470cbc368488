package io.millrace.platform.pages.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.platform.pages.view.OneLine;
import io.millrace.platform.pages.view.Shown;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Asks a schema registry by its REST interface. <i>Any thread.</i> */
public final class RegistryAsk {
    private static final int MAX_SUBJECTS = 500;
    private static final int SUBJECTS_WITH_VERSIONS = 100;
    private static final int MAX_VERSIONS = 50;
    private static final long FOREVER_MS = 3_600_000;
    private static final long MISSING_GOOD_FOR_MS = 5_000;

    private final HttpJson http;
    private final URI registry;
    private final Fresh<Integer, Shown.Known> found;
    private final Fresh<Integer, Shown.Known> asked;
    private final Fresh<String, JsonNode> names;
    private final Fresh<String, Subjects> subjects = new Fresh<>(2_000, 1, all -> askSubjects());
    private final Fresh<String, Subject> one = new Fresh<>(1_000, 64, this::askSubject);

    /** Asks nothing yet. */
    public RegistryAsk(HttpJson http, URI registry) {
        this.http = http;
        this.registry = registry;
        asked = new Fresh<>(MISSING_GOOD_FOR_MS, 256, this::askSchema);
        names = new Fresh<>(2_000, 1, all -> http.get(registry, "/subjects"));
        found = new Fresh<>(FOREVER_MS, 256, asked::get);
    }

    /**
     * Names of subjects. <i>Immutable.</i>
     *
     * @param subjects in order, some with their versions
     * @param more how many are left out
     */
    public record Subjects(List<SubjectLine> subjects, int more) {}

    /**
     * A subject in a list. <i>Immutable.</i>
     *
     * @param name its name
     * @param versions its versions; null when they were not asked for
     */
    public record SubjectLine(String name, @Nullable List<Integer> versions) {}

    /**
     * A subject. <i>Immutable.</i>
     *
     * @param name its name
     * @param compatibility its level, or the global one
     * @param versions the newest first
     * @param more how many older ones are left out
     */
    public record Subject(String name, @Nullable String compatibility, List<Version> versions, int more) {}

    /**
     * A version. <i>Immutable.</i>
     *
     * @param version its number
     * @param id the schema's id
     * @param type of the schema
     * @param schema its text
     */
    public record Version(int version, int id, String type, String schema) {}

    /** How many subjects there are; fails when the registry does not answer. */
    public CompletableFuture<Integer> count() {
        return names.get("").thenApply(JsonNode::size);
    }

    /** The subjects. */
    public CompletableFuture<Subjects> subjects() {
        return subjects.get("");
    }

    /** One of them. */
    public CompletableFuture<Subject> subject(String name) {
        return one.get(name);
    }

    /** What is known of a schema; never fails. */
    public CompletableFuture<Shown.Known> schema(int id) {
        CompletableFuture<Shown.Known> known = found.get(id);
        // What was found stays; what was not is asked for again after a while.
        return known.isDone() && known.join().problem() != null ? asked.get(id) : known;
    }

    private CompletableFuture<Shown.Known> askSchema(int id) {
        return http.get(registry, "/schemas/ids/" + id).handle((answer, failure) -> {
            if (answer == null) {
                Throwable why =
                        failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure;
                return why instanceof HttpJson.Refused refused && refused.status() == 404
                        ? new Shown.Known(null, false, "the registry has no schema " + id)
                        : new Shown.Known(null, false, "the registry does not answer: " + OneLine.of(failure));
            }
            String type = answer.path("schemaType").asText("AVRO");
            if (!type.equals("AVRO")) {
                return new Shown.Known(null, type.equals("JSON"), null);
            }
            try {
                return new Shown.Known(
                        new Schema.Parser().parse(answer.path("schema").asText()), false, null);
            } catch (AvroRuntimeException e) {
                return new Shown.Known(null, false, "schema " + id + " cannot be read alone: " + OneLine.of(e));
            }
        });
    }

    private CompletableFuture<Subjects> askSubjects() {
        return names.get("").thenCompose(answer -> {
            List<String> names = new ArrayList<>();
            answer.forEach(name -> names.add(name.asText()));
            names.sort(Comparator.naturalOrder());
            List<CompletableFuture<SubjectLine>> lines = new ArrayList<>();
            for (int i = 0; i < Math.min(names.size(), MAX_SUBJECTS); i++) {
                String name = names.get(i);
                lines.add(
                        i < SUBJECTS_WITH_VERSIONS
                                ? versions(name).handle((versions, failure) -> new SubjectLine(name, versions))
                                : CompletableFuture.completedFuture(new SubjectLine(name, null)));
            }
            return CompletableFuture.allOf(lines.toArray(CompletableFuture[]::new))
                    .thenApply(all -> new Subjects(
                            lines.stream().map(CompletableFuture::join).toList(),
                            Math.max(0, names.size() - MAX_SUBJECTS)));
        });
    }

    private CompletableFuture<List<Integer>> versions(String subject) {
        return http.get(registry, "/subjects/" + HttpJson.segment(subject) + "/versions")
                .thenApply(answer -> {
                    List<Integer> versions = new ArrayList<>();
                    answer.forEach(version -> versions.add(version.asInt()));
                    return versions;
                });
    }

    private CompletableFuture<Subject> askSubject(String name) {
        CompletableFuture<@Nullable String> level = http.get(
                        registry, "/config/" + HttpJson.segment(name) + "?defaultToGlobal=true")
                .handle((answer, failure) -> answer == null
                        ? null
                        : answer.path("compatibilityLevel").asText(null));
        return versions(name).thenCompose(versions -> {
            List<CompletableFuture<Version>> texts = new ArrayList<>();
            for (int i = versions.size() - 1; i >= Math.max(0, versions.size() - MAX_VERSIONS); i--) {
                texts.add(http.get(registry, "/subjects/" + HttpJson.segment(name) + "/versions/" + versions.get(i))
                        .thenApply(RegistryAsk::version));
            }
            return CompletableFuture.allOf(texts.toArray(CompletableFuture[]::new))
                    .thenCombine(
                            level,
                            (all, its) -> new Subject(
                                    name,
                                    its,
                                    texts.stream().map(CompletableFuture::join).toList(),
                                    Math.max(0, versions.size() - MAX_VERSIONS)));
        });
    }

    private static Version version(JsonNode answer) {
        return new Version(
                answer.path("version").asInt(),
                answer.path("id").asInt(),
                answer.path("schemaType").asText("AVRO"),
                answer.path("schema").asText());
    }
}
