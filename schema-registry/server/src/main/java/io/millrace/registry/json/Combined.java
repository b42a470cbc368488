package io.millrace.registry.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keywords that put schemas together: allOf, anyOf, oneOf, not, if. */
final class Combined {
    private static final int MOST_SPLITS = 8;
    private static final int[] KINDS = {Types.NULL, Types.BOOLEAN, Types.OBJECT, Types.ARRAY, Types.STRING, Types.NUMBER
    };

    private final Comparison comparison;

    Combined(Comparison comparison) {
        this.comparison = comparison;
    }

    void check(Written written, JsonNode reader, String path, List<Found> out) {
        if (reader.path("allOf") instanceof ArrayNode all) {
            product(written, reader, all, path, out);
        }
        for (String keyword : List.of("anyOf", "oneOf")) {
            if (reader.path(keyword) instanceof ArrayNode sum && !sum.isEmpty()) {
                sum(written, reader, keyword, sum, path, out);
            }
        }
        if (reader.has("not")) {
            not(written, reader, path, out);
        }
        if (reader.has("if")) {
            condition(written, reader, path, out);
        }
    }

    private void product(Written written, JsonNode reader, ArrayNode all, String path, List<Found> out) {
        List<Found> details = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            comparison.include(written, all.get(i), JsonText.step(path, "allOf") + "/" + i, details);
        }
        if (details.isEmpty()) {
            return;
        }
        if (written.products > 0) {
            String rule = all.size() > written.products ? "PRODUCT_TYPE_EXTENDED" : "COMBINED_TYPE_SUBSCHEMAS_CHANGED";
            out.add(new Found(rule, path, "allOf", reader, written.shown()));
        } else if (!written.combined.isEmpty()) {
            out.add(new Found("COMBINED_TYPE_CHANGED", path, "allOf", reader, written.shown()));
        }
        out.addAll(details);
    }

    private void sum(Written written, JsonNode reader, String keyword, ArrayNode sum, String path, List<Found> out) {
        String under = JsonText.step(path, keyword);
        if (sum.size() == 1) {
            comparison.include(written, sum.get(0), under + "/0", out);
            return;
        }
        List<Written> uncovered = new ArrayList<>();
        cover(written, sum, MOST_SPLITS, uncovered);
        if (uncovered.isEmpty()) {
            return;
        }
        ArrayNode before = before(written, keyword);
        JsonNode lost = uncovered.get(0).parts.isEmpty()
                ? written.shown()
                : uncovered.get(0).parts.get(uncovered.get(0).parts.size() - 1);
        boolean several =
                written.parts.stream().anyMatch(part -> part.path("type").isArray());
        String rule;
        if (before != null || several) {
            int size = before == null ? Integer.MAX_VALUE : before.size();
            rule = size > sum.size() && before != null ? "SUM_TYPE_NARROWED" : "COMBINED_TYPE_SUBSCHEMAS_CHANGED";
        } else {
            rule = written.combined.isEmpty() || written.combined.contains(keyword)
                    ? "TYPE_CHANGED"
                    : "COMBINED_TYPE_CHANGED";
        }
        out.add(new Found(rule, path, keyword, reader.path(keyword), lost));
        if (before != null && before.size() == sum.size()) {
            for (int i = 0; i < sum.size(); i++) {
                Written alternative = written.choosing(before, before.get(i));
                if (uncovered.stream().anyMatch(each -> each.key().equals(alternative.key()))) {
                    comparison.include(alternative, sum.get(i), under + "/" + i, out);
                }
            }
        }
    }

    private static @Nullable ArrayNode before(Written written, String keyword) {
        for (ObjectNode part : written.parts) {
            if (part.path(keyword) instanceof ArrayNode sum
                    && written.sums.stream().anyMatch(open -> open == sum)) {
                return sum;
            }
        }
        return null;
    }

    /** Finds what no alternative of the reader accepts, cutting what is written into its own alternatives. */
    private void cover(Written written, ArrayNode sum, int splits, List<Written> uncovered) {
        if (written.isNothing()) {
            return;
        }
        List<JsonNode> values = written.values();
        if (values != null && values.stream().allMatch(value -> isAccepted(value, sum))) {
            return;
        }
        if (isIncluded(written, sum)) {
            return;
        }
        if (splits > 0 && !written.sums.isEmpty()) {
            ArrayNode own = written.sums.get(0);
            own.forEach(each -> cover(written.choosing(own, each), sum, splits - 1, uncovered));
            return;
        }
        int types = written.types();
        int kinds = 0;
        for (int kind : KINDS) {
            kinds += (types & kind) != 0 ? 1 : 0;
        }
        if (kinds <= 1) {
            uncovered.add(written);
            return;
        }
        for (int kind : KINDS) {
            if ((types & kind) != 0) {
                cover(written.ofTypes(kind), sum, splits, uncovered);
            }
        }
    }

    /** By one alternative; the one that was chosen last is tried first, as most alternatives stay what they are. */
    private boolean isIncluded(Written written, ArrayNode sum) {
        JsonNode chosen = written.parts.isEmpty() ? null : written.parts.get(written.parts.size() - 1);
        comparison.budget.spend(sum.size() / 64);
        for (JsonNode alternative : sum) {
            if (alternative.equals(chosen) && comparison.includes(written, alternative)) {
                return true;
            }
        }
        for (JsonNode alternative : sum) {
            if (comparison.includes(written, alternative)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAccepted(JsonNode value, ArrayNode sum) {
        for (JsonNode alternative : sum) {
            if (comparison.accepts.test(alternative, value)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing of what is written may be what the reader forbids. */
    private void not(Written written, JsonNode reader, String path, List<Found> out) {
        JsonNode forbidden = reader.get("not");
        if (forbidden.isBoolean() && !forbidden.asBoolean()) {
            return;
        }
        Written other = Written.of(comparison.readLinks, List.of(forbidden));
        if (other.isNothing() || (other.types() & written.types()) == 0) {
            return;
        }
        JsonNode before = null;
        for (ObjectNode part : written.parts) {
            if (part.has("not")) {
                before = part.get("not");
                if (comparison.isCovered(forbidden, before)) {
                    return;
                }
            }
        }
        out.add(new Found("NOT_TYPE_EXTENDED", JsonText.step(path, "not"), "not", forbidden, before));
    }

    private void condition(Written written, JsonNode reader, String path, List<Found> out) {
        JsonNode asked = reader.get("if");
        Written yes = written;
        Written no = written;
        for (ObjectNode part : written.parts) {
            if (part.has("if") && comparison.same(part.get("if"), asked)) {
                yes = part.has("then") ? yes.with(part.get("then")) : yes;
                no = part.has("else") ? no.with(part.get("else")) : no;
            }
        }
        if (reader.has("then")) {
            comparison.include(yes, reader.get("then"), JsonText.step(path, "then"), out);
        }
        if (reader.has("else")) {
            comparison.include(no, reader.get("else"), JsonText.step(path, "else"), out);
        }
    }
}
