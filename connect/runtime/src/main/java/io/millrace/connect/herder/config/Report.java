package io.millrace.connect.herder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Validator;

/**
 * What is right and wrong with a connector's config, every key at once. <i>Immutable.</i>
 *
 * @param name the class asked about
 * @param groups the groups of its keys
 * @param items key by key
 * @param shape what the class says of its config
 */
public record Report(String name, List<String> groups, List<Item> items, Shape shape) {
    /** How many things are wrong. */
    public int errorCount() {
        return items.stream().mapToInt(item -> item.errors().size()).sum();
    }

    /** All that is wrong in one text: each key, what it is, and what it may be. */
    public String complaint() {
        return "Connector configuration is invalid and contains the following " + errorCount() + " error(s):\n"
                + items.stream().flatMap(item -> lines(item).stream()).collect(Collectors.joining("\n"))
                + "\nYou can also find the above list of errors at the endpoint"
                + " `/connector-plugins/{connectorType}/config/validate`";
    }

    private static List<String> lines(Item item) {
        List<String> lines = new ArrayList<>();
        for (String error : item.errors()) {
            String line = error.contains(item.name()) ? error : item.name() + ": " + error;
            String expects = expects(item);
            lines.add(expects.isEmpty() || line.contains(expects) ? line : line + "; expected " + expects);
        }
        return lines;
    }

    private static String expects(Item item) {
        ConfigKey key = item.definition();
        if (key == null) {
            return "";
        }
        Validator validator = key.validator;
        String text = validator == null ? "" : String.valueOf(validator);
        boolean told =
                !text.isEmpty() && !text.startsWith(validator.getClass().getName()) && !text.contains("$$Lambda");
        return "a value of type " + key.type + (told ? ": " + text : "");
    }
}
