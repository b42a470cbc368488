package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a document is known to satisfy: several schemas at once, with their references and {@code allOf} opened, and the
 * alternatives of which it satisfies one. Keywords that are not understood make it know less, never more. <i>Immutable</i>
 * once made.
 */
final class Written {
    /** Schemas whose own keywords hold, alternatives aside. */
    final List<ObjectNode> parts = new ArrayList<>();
    /** Alternatives that are still open. */
    final List<ArrayNode> sums = new ArrayList<>();
    /** The keywords that combine schemas which were met on the way. */
    final Set<String> combined = new HashSet<>();
    /** The members of the largest allOf. */
    int products;

    private int mask = Types.ALL;
    /** Kept, as an enum may be long; -1 until asked for. */
    private int types = -1;

    private boolean nothing;
    private final Links links;

    private Written(Links links) {
        this.links = links;
    }

    static Written of(Links links, List<? extends JsonNode> schemas) {
        Written made = new Written(links);
        made.open(schemas);
        return made;
    }

    /** This, and more besides. */
    Written with(JsonNode... more) {
        Written made = copy();
        made.open(List.of(more));
        return made;
    }

    /** This, with one alternative chosen. */
    Written choosing(ArrayNode sum, JsonNode alternative) {
        Written made = copy();
        made.sums.removeIf(each -> each == sum);
        made.open(List.of(alternative));
        return made;
    }

    /** This, where only documents of these types are looked at. */
    Written ofTypes(int types) {
        Written made = copy();
        made.mask &= types;
        made.types = types() & types;
        return made;
    }

    private Written copy() {
        Written made = new Written(links);
        made.parts.addAll(parts);
        made.sums.addAll(sums);
        made.combined.addAll(combined);
        made.products = products;
        made.mask = mask;
        made.nothing = nothing;
        return made;
    }

    private void open(List<? extends JsonNode> schemas) {
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(parts);
        Deque<JsonNode> open = new ArrayDeque<>(schemas);
        while (!open.isEmpty()) {
            JsonNode schema = open.remove();
            if (schema.isBoolean()) {
                nothing |= !schema.asBoolean();
            }
            if (!(schema instanceof ObjectNode object) || !seen.add(object)) {
                continue;
            }
            JsonNode target = links.target(object);
            if (target != null) {
                open.add(target);
                if (links.draft().referenceStandsAlone()) {
                    continue;
                }
            }
            parts.add(object);
            if (object.path("allOf") instanceof ArrayNode all) {
                combined.add("allOf");
                products = Math.max(products, all.size());
                all.forEach(open::add);
            }
            for (String keyword : List.of("anyOf", "oneOf")) {
                if (object.path(keyword) instanceof ArrayNode sum && !sum.isEmpty()) {
                    combined.add(keyword);
                    if (sum.size() == 1) {
                        open.add(sum.get(0));
                    } else {
                        sums.add(sum);
                    }
                }
            }
            if (object.path("not").isObject() && object.get("not").isEmpty()
                    || object.path("not").isBoolean() && object.get("not").asBoolean()) {
                nothing = true;
            }
        }
    }

    /** Whether no document satisfies it, as far as can be seen. */
    boolean isNothing() {
        return nothing || types() == 0;
    }

    /** The types that a document may be of. */
    int types() {
        if (types < 0) {
            types = counted();
        }
        return types;
    }

    private int counted() {
        int types = mask;
        for (ObjectNode part : parts) {
            types &= Types.named(part);
        }
        for (ArrayNode sum : sums) {
            int any = 0;
            for (JsonNode alternative : sum) {
                any |= typesOf(alternative);
            }
            types &= any;
        }
        List<JsonNode> values = enumerated();
        if (values != null) {
            int any = 0;
            for (JsonNode value : values) {
                any |= Types.ofValue(value);
            }
            types &= any;
        }
        return types;
    }

    private int typesOf(JsonNode alternative) {
        JsonNode target = links.target(alternative);
        JsonNode schema = target == null ? alternative : target;
        if (schema.isBoolean()) {
            return schema.asBoolean() ? Types.ALL : 0;
        }
        JsonNode constant = schema.get("const");
        return Types.named(schema) & (constant == null ? Types.ALL : Types.ofValue(constant));
    }

    /** All values that there are, where that is known; null where there may be any number. */
    @Nullable
    List<JsonNode> values() {
        List<JsonNode> values = enumerated();
        int types = types();
        if (values != null) {
            return values.stream()
                    .filter(value -> (Types.ofValue(value) & types) != 0)
                    .toList();
        }
        if ((types & ~(Types.BOOLEAN | Types.NULL)) != 0) {
            return null;
        }
        List<JsonNode> few = new ArrayList<>();
        if ((types & Types.BOOLEAN) != 0) {
            few.add(BooleanNode.TRUE);
            few.add(BooleanNode.FALSE);
        }
        if ((types & Types.NULL) != 0) {
            few.add(NullNode.getInstance());
        }
        return few;
    }

    /** The values of {@code enum} or {@code const}, the shortest list where there are several. */
    @Nullable
    List<JsonNode> enumerated() {
        List<JsonNode> shortest = null;
        for (ObjectNode part : parts) {
            List<JsonNode> values = null;
            if (part.has("const")) {
                values = List.of(part.get("const"));
            } else if (part.path("enum") instanceof ArrayNode list) {
                values = new ArrayList<>();
                list.forEach(values::add);
            }
            if (values != null && (shortest == null || values.size() < shortest.size())) {
                shortest = values;
            }
        }
        return shortest;
    }

    /** The tightest number that a keyword says, null where none does. */
    @Nullable
    BigDecimal number(String keyword, BinaryOperator<BigDecimal> tighter) {
        BigDecimal found = null;
        for (ObjectNode part : parts) {
            if (part.path(keyword).isNumber()) {
                BigDecimal each = part.get(keyword).decimalValue();
                found = found == null ? each : tighter.apply(found, each);
            }
        }
        return found;
    }

    /** Whether a property must be there. */
    boolean requires(String name) {
        for (ObjectNode part : parts) {
            for (JsonNode each : part.path("required")) {
                if (each.asText().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How much there is to look at. */
    int size() {
        int size = parts.size();
        for (ArrayNode sum : sums) {
            size += 1 + sum.size() / 16;
        }
        return size;
    }

    /** What stands there, to be shown; the first schema where there are several. */
    JsonNode shown() {
        if (!parts.isEmpty()) {
            return parts.get(0);
        }
        return BooleanNode.valueOf(!nothing);
    }

    /** What makes two of them the same. */
    List<Object> key() {
        List<Object> key = new ArrayList<>(parts.size() + sums.size() + 1);
        parts.forEach(part -> key.add(new Same(part)));
        sums.forEach(sum -> key.add(new Same(sum)));
        key.add(mask + (nothing ? 1_000 : 0));
        return key;
    }

    /** A node that is the same as itself only. */
    record Same(JsonNode node) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.node == node;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(node);
        }
    }
}
