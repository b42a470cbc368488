package io.millrace.registry.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import java.util.List;

/** Explanations as JSON, as the registry answers them. Pure. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** All that stands against a schema. */
    public static ObjectNode of(Explanation explanation) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("is_compatible", explanation.isCompatible())
                .put("level", explanation.level().name())
                .put("compared", explanation.compared());
        ArrayNode passes = node.putArray("passes");
        explanation.passes().forEach(level -> passes.add(level.name()));
        ArrayNode versions = node.putArray("versions");
        for (Explanation.Clash clash : explanation.clashes()) {
            ArrayNode problems =
                    versions.addObject().put("version", clash.version()).putArray("problems");
            clash.problems().forEach(each -> problem(problems.addObject(), each));
        }
        lint(node.putArray("lint"), explanation.lint());
        return node;
    }

    private static void problem(ObjectNode node, Explanation.Problem problem) {
        Incompatibility what = problem.what();
        boolean newReads = problem.direction() == Direction.NEW_READS_OLD;
        node.put("rule", what.errorType())
                .put("pointer", what.pointer())
                .put("direction", newReads ? "new reads old" : "old reads new")
                .put("description", what.description())
                .put("old", newReads ? what.writer() : what.reader())
                .put("new", newReads ? what.reader() : what.writer())
                .put("mend", what.mend());
    }

    /** What passes the rules and changes what data means. */
    public static void lint(ArrayNode list, List<Finding> findings) {
        for (Finding finding : findings) {
            list.addObject()
                    .put("rule", finding.rule())
                    .put("pointer", finding.pointer())
                    .put("old", finding.old())
                    .put("new", finding.now())
                    .put("message", finding.message())
                    .put("mend", finding.mend());
        }
    }
}
