package io.millrace.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.RecordCodec;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.State.ContextId;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a registry knows as lines, and back: schemas with their ids, versions and deletions, configs, modes, contexts and
 * the largest ids. Each line is an object of one field that says what it is. The state is read, never written.
 */
final class Copies {
    private final State state;
    private final Catalog catalog;

    Copies(State state, Catalog catalog) {
        this.state = state;
        this.catalog = catalog;
    }

    /** Everything, in an order in which it can be taken in. */
    List<ObjectNode> lines() {
        List<ObjectNode> lines = new ArrayList<>();
        for (String context : state.contexts()) {
            if (!context.equals(Contexts.DEFAULT)) {
                lines.add(line().put("context", context));
            }
        }
        new TreeMap<>(state.configs()).forEach((subject, config) -> {
            ObjectNode kept = config.kept().deepCopy();
            kept.remove("subject");
            lines.add(line().set("config", named(subject).setAll(kept)));
        });
        new TreeMap<>(state.modes())
                .forEach((subject, mode) ->
                        lines.add(line().set("mode", named(subject).put("mode", mode.name()))));
        for (Subject subject : state.subjects().values()) {
            subject.versions().forEach(version -> lines.add(line().set("schema", RecordCodec.node(version))));
        }
        ObjectNode maxIds = line();
        state.maxIds().forEach(maxIds::put);
        lines.add(line().set("maxIds", maxIds));
        return lines;
    }

    private static ObjectNode named(String subject) {
        return subject.isEmpty() ? line() : line().put("subject", subject);
    }

    private static ObjectNode line() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Takes lines in, all or none; 42205 names the first that something stands against, 422 the first that is none. */
    Decision<Imported> take(List<JsonNode> lines) {
        Writable.check(catalog, null);
        Taking taking = new Taking();
        for (int i = 0; i < lines.size(); i++) {
            try {
                taking.take(lines.get(i));
            } catch (IOException e) {
                throw new Refusal(422, 422, "line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return taking.decided();
    }

    /** One import while its lines are read. */
    private final class Taking {
        private final Changes changes = new Changes(state);
        private final Map<ContextId, SchemaText> ids = new HashMap<>();
        private final Map<Use, Version> versions = new HashMap<>();
        private final Set<String> contexts = new HashSet<>(state.contexts());
        private final Map<String, Integer> maxIds = new HashMap<>();
        private int imported;
        private int unchanged;

        void take(JsonNode line) throws IOException {
            if (line.path("schema").isObject()) {
                schema(line.path("schema"));
            } else if (line.path("config") instanceof ObjectNode config) {
                config(config);
            } else if (line.path("mode").isObject()) {
                mode(line.path("mode"));
            } else if (line.path("context").isTextual()) {
                context(line.path("context").asText());
            } else if (line.path("maxIds").isObject()) {
                line.path("maxIds")
                        .properties()
                        .forEach(each ->
                                maxIds.put(each.getKey(), each.getValue().asInt(0)));
            } else {
                throw new IOException("expected an object with schema, config, mode, context or maxIds");
            }
        }

        private void schema(JsonNode node) throws IOException {
            Version version = RecordCodec.version(node);
            // What another registry let in stays readable; a name is all that is needed.
            if (Contexts.nameIn(version.subject()).isEmpty()) {
                throw new IOException("a schema's subject has no name");
            }
            String context = Contexts.of(version.subject());
            Use place = new Use(version.subject(), version.number());
            Version there = versions.containsKey(place) ? versions.get(place) : catalog.find(place);
            if (there != null && (there.id() != version.id() || !there.schema().equals(version.schema()))) {
                throw taken("subject " + version.subject() + " has another version " + version.number());
            }
            ContextId id = new ContextId(context, version.id());
            StoredSchema holder = state.schema(context, version.id());
            SchemaText held = holder == null ? ids.get(id) : holder.schema();
            if (held != null && !held.equals(version.schema())) {
                throw taken("id " + version.id() + " of context " + context + " stands for another schema than version "
                        + version.number() + " of subject " + version.subject());
            }
            ids.put(id, version.schema());
            if (there != null && there.deleted() == version.deleted()) {
                unchanged++;
                return;
            }
            Writable.checkMode(catalog, version.subject());
            versions.put(place, version);
            context(context);
            changes.put(version);
            imported++;
        }

        private void context(String context) throws IOException {
            if (!Contexts.isName(context)) {
                throw new IOException("'" + context + "' is no context: its name begins with a dot and has no colon");
            }
            if (contexts.add(context)) {
                changes.putContext(context);
            }
        }

        private void config(ObjectNode node) throws IOException {
            ObjectNode fields = node.deepCopy();
            JsonNode subject = fields.remove("subject");
            JsonNode level = fields.path("compatibilityLevel");
            if (level.isTextual() && Level.find(level.asText()) == null) {
                throw new IOException("'" + level.asText() + "' is no compatibility level");
            }
            String name = subject == null ? null : Contexts.canonical(subject.asText());
            var there = state.config(name);
            ObjectNode kept = there == null ? line() : there.kept().deepCopy();
            kept.remove("subject");
            if (kept.equals(fields)) {
                unchanged++;
                return;
            }
            changes.putConfig(name, fields);
            imported++;
        }

        private void mode(JsonNode node) throws IOException {
            Mode mode = Mode.find(node.path("mode").asText());
            if (mode == null) {
                throw new IOException("'" + node.path("mode").asText() + "' is no mode");
            }
            String name = node.has("subject")
                    ? Contexts.canonical(node.path("subject").asText())
                    : null;
            if (mode == state.mode(name)) {
                unchanged++;
                return;
            }
            changes.putMode(name, mode);
            imported++;
        }

        private Refusal taken(String what) {
            return new Refusal(422, 42205, "Nothing was imported: " + what);
        }

        Decision<Imported> decided() {
            for (Version version : versions.values()) {
                for (Reference reference : version.schema().references()) {
                    Use target = State.target(version.subject(), reference);
                    if (!versions.containsKey(target) && catalog.find(target) == null) {
                        throw taken("version " + version.number() + " of subject " + version.subject()
                                + " refers to version " + target.version() + " of subject " + target.subject()
                                + ", which is neither here nor among the lines before it");
                    }
                }
            }
            boolean raises = maxIds.entrySet().stream().anyMatch(each -> each.getValue() > state.maxId(each.getKey()));
            if (raises) {
                changes.barrier(maxIds);
            }
            return new Decision<>(changes.records(), new Imported(imported, unchanged));
        }
    }
}
