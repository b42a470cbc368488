package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each {@code $ref} of a schema points to: in the schema itself, in one of the schemas that it refers to by name, or
 * in a meta-schema. Resolved once, when the schema is parsed. <i>Immutable</i> once made.
 */
final class Links {
    private static final List<String> KEYWORDS = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final int LONGEST_ADDRESS = 2_000;
    /** All addresses of parts together, in characters. */
    private static final int MOST_ADDRESSED = 2_000_000;

    /** A schema that has an address of its own: the root of a text, or a part that names itself. */
    private record Resource(JsonNode root, JsonNode document, String base, String what) {}

    /** Where a schema lies; the path is written out for those only that somebody asks for. */
    private record Place(Resource in, @Nullable Place parent, String under) {
        String path() {
            return parent == null ? in.what + "#" + under : JsonText.join(parent.path(), under);
        }
    }

    private record Anchor(String base, String name) {}

    private record Open(JsonNode node, Place place) {}

    private final Draft draft;
    private final Map<JsonNode, JsonNode> targets = new IdentityHashMap<>();
    private final Map<JsonNode, Place> places = new IdentityHashMap<>();
    private final Map<String, Resource> resources = new HashMap<>();
    private final Map<Anchor, JsonNode> anchors = new HashMap<>();
    private final Deque<JsonNode> pending = new ArrayDeque<>();
    private int addressed;

    private Links(Draft draft) {
        this.draft = draft;
    }

    /** Links them; 42201 where something points nowhere, or in a ring. */
    static Links of(Draft draft, JsonNode schema, Map<String, JsonNode> references) {
        Links links = new Links(draft);
        // Those first, so that a name of the schema's own is what it says, whatever they call themselves.
        references.forEach((name, node) -> links.add(node, name, name));
        links.add(schema, "", "");
        links.resolve();
        links.refuseRings();
        return links;
    }

    Draft draft() {
        return draft;
    }

    /** Whether nothing points anywhere. */
    boolean isEmpty() {
        return targets.isEmpty();
    }

    /** What a schema's {@code $ref} points to; null where it has none. */
    @Nullable
    JsonNode target(JsonNode schema) {
        return targets.get(schema);
    }

    /** The document, as it was given, in which a schema lies. */
    @Nullable
    JsonNode documentOf(JsonNode schema) {
        Place place = places.get(schema);
        return place == null ? null : place.in.document;
    }

    private void add(JsonNode document, String name, String what) {
        Resource root = new Resource(document, document, name, what);
        resources.put(name, root);
        walk(new Open(document, new Place(root, null, "")));
    }

    /** Notes each schema under this one with where it lies and under which address. */
    private void walk(Open first) {
        Deque<Open> open = new ArrayDeque<>();
        open.add(first);
        while (!open.isEmpty()) {
            Open next = open.remove();
            if (!(next.node instanceof ObjectNode schema) || places.containsKey(schema)) {
                continue;
            }
            Resource resource = named(next, schema);
            Place place = new Place(resource, next.place.parent, next.place.under);
            places.put(schema, place);
            pending.add(schema);
            for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
                if (schema.path(keyword).isTextual()) {
                    anchors.putIfAbsent(
                            new Anchor(resource.base, schema.get(keyword).asText()), schema);
                }
            }
            Subschemas.forEach(schema, (child, under) -> open.add(new Open(child, new Place(resource, place, under))));
        }
    }

    private Resource named(Open open, ObjectNode schema) {
        String id = schema.path(draft.idKeyword()).isTextual()
                ? schema.get(draft.idKeyword()).asText()
                : "";
        Resource in = open.place.in;
        boolean alone = draft.referenceStandsAlone() && schema.has("$ref") && open.node != in.root;
        if (id.isEmpty() || alone) {
            return in;
        }
        if (id.startsWith("#")) {
            anchors.putIfAbsent(new Anchor(in.base, id.substring(1)), schema);
            return in;
        }
        String address = absolute(in.base, withoutFragment(id));
        addressed += address.length();
        if (address.length() > LONGEST_ADDRESS || addressed > MOST_ADDRESSED) {
            throw JsonText.invalid("the address at " + open.place.path() + " has more than " + LONGEST_ADDRESS
                    + " characters, or all of them together have more than " + MOST_ADDRESSED);
        }
        Resource resource = new Resource(schema, in.document, address, in.what);
        resources.putIfAbsent(address, resource);
        return resource;
    }

    private void resolve() {
        for (JsonNode schema = pending.poll(); schema != null; schema = pending.poll()) {
            for (String keyword : KEYWORDS) {
                if (schema.path(keyword).isTextual() && !targets.containsKey(schema)) {
                    targets.put(schema, find(schema, schema.get(keyword).asText()));
                }
            }
        }
    }

    private JsonNode find(JsonNode schema, String reference) {
        Place place = Objects.requireNonNull(places.get(schema));
        Resource in = place.in;
        String fragment = reference.contains("#") ? reference.substring(reference.indexOf('#') + 1) : "";
        String name = withoutFragment(reference);
        Resource resource = name.isEmpty() ? in : resource(in, name);
        JsonNode target = resource == null ? null : within(resource, fragment);
        if (target == null && resource == in) {
            // Pointers from the top of the text are common inside parts that name themselves.
            target = pointed(in.document, decoded(fragment));
        }
        if (target == null) {
            throw JsonText.invalid("the reference \"" + reference + "\" at " + place.path() + " points to nothing"
                    + (resource == null ? ": add it to the references under that name" : ""));
        }
        if (resource != null) {
            // What a pointer reaches need not lie where schemas lie.
            walk(new Open(target, new Place(resource, null, decoded(fragment))));
        }
        return target;
    }

    private @Nullable Resource resource(Resource in, String name) {
        String address = absolute(in.base, name);
        for (String each : List.of(name, address)) {
            Resource known = resources.get(each);
            if (known != null) {
                return known;
            }
        }
        String text = MetaSchemas.text(address);
        if (text == null) {
            return null;
        }
        add(JsonText.read("", text), address, address);
        return resources.get(address);
    }

    private @Nullable JsonNode within(Resource resource, String fragment) {
        if (fragment.isEmpty()) {
            return resource.root;
        }
        return fragment.startsWith("/")
                ? pointed(resource.root, decoded(fragment))
                : anchors.get(new Anchor(resource.base, fragment));
    }

    private static @Nullable JsonNode pointed(JsonNode root, String pointer) {
        if (pointer.isEmpty()) {
            return root;
        }
        if (!pointer.startsWith("/")) {
            return null;
        }
        JsonNode found = root.at(pointer);
        return found.isObject() || found.isBoolean() ? found : null;
    }

    private static String decoded(String fragment) {
        if (fragment.indexOf('%') < 0) {
            return fragment;
        }
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return fragment;
        }
    }

    private static String withoutFragment(String address) {
        int hash = address.indexOf('#');
        return hash < 0 ? address : address.substring(0, hash);
    }

    private static String absolute(String base, String address) {
        try {
            return base.isEmpty() ? address : URI.create(base).resolve(address).toString();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /** A reference to a reference to itself says nothing, and has no end. */
    private void refuseRings() {
        Set<JsonNode> fine = Collections.newSetFromMap(new IdentityHashMap<>());
        for (JsonNode first : targets.keySet()) {
            Set<JsonNode> chain = Collections.newSetFromMap(new IdentityHashMap<>());
            JsonNode schema = first;
            while (schema != null && !fine.contains(schema)) {
                if (!chain.add(schema)) {
                    throw JsonText.invalid("the reference at "
                            + Objects.requireNonNull(places.get(schema)).path() + " leads back to itself");
                }
                schema = targets.get(schema);
            }
            fine.addAll(chain);
        }
    }
}
