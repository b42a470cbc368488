package io.millrace.coordinator.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One configuration key of a resource. <i>Immutable.</i> */
public final class ConfigKey {
    private final String name;
    private final Type type;
    private final String defaultValue;
    private final String doc;
    private final List<NodeName> nodeNames = new ArrayList<>(1);
    private Function<String, @Nullable String> bounds = value -> null;
    private String expects = "";
    private boolean honoured;

    /** Kafka's types of configuration values, by their number in DescribeConfigs. */
    public enum Type {
        /** true or false. */
        BOOLEAN(1),
        /** Text. */
        STRING(2),
        /** A number of 32 bits. */
        INT(3),
        /** A number of 64 bits. */
        LONG(5),
        /** A fraction. */
        DOUBLE(6),
        /** Texts, with commas between. */
        LIST(7);

        private final byte id;

        Type(int id) {
            this.id = (byte) id;
        }

        /** The number on the wire. */
        public byte id() {
            return id;
        }
    }

    private ConfigKey(String name, Type type, String defaultValue, String doc) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    static ConfigKey key(String name, Type type, Object defaultValue, String doc) {
        return new ConfigKey(name, type, String.valueOf(defaultValue), doc);
    }

    ConfigKey onNode(String nodeName) {
        return onNode(nodeName, 1);
    }

    /** There in another unit, of which one is that many of the key's; names given first go before later ones. */
    ConfigKey onNode(String nodeName, long scale) {
        nodeNames.add(new NodeName(nodeName, scale));
        return this;
    }

    /** The same key under its name on the node. */
    ConfigKey named(NodeName onNode) {
        boolean same = onNode.scale() == 1;
        String unit = onNode.scale() == 60_000 ? " In minutes;" : " In hours;";
        ConfigKey made = new ConfigKey(
                onNode.name(),
                same ? type : Type.INT,
                onNode.fallback(defaultValue).text(),
                same ? doc : doc + unit + " the same in milliseconds goes before it.");
        made.honoured = honoured;
        made.bounds = same ? bounds : value -> bounds.apply(onNode.scaled(value));
        made.expects = same ? expects : "";
        nodeNames.forEach(made.nodeNames::add);
        return made;
    }

    ConfigKey isHonoured() {
        honoured = true;
        return this;
    }

    ConfigKey atLeast(double least) {
        return within(least, Double.MAX_VALUE);
    }

    ConfigKey within(double least, double most) {
        expects = most == Double.MAX_VALUE
                ? "a number of at least " + plain(least)
                : "a number from " + plain(least) + " to " + plain(most);
        bounds = value -> {
            double number = Double.parseDouble(value);
            if (number < least) {
                return "it is " + plain(least) + " or more";
            }
            return number > most ? "it is " + plain(most) + " or less" : null;
        };
        return this;
    }

    ConfigKey oneOf(String... words) {
        expects = (type == Type.LIST ? "any of " : "one of ") + String.join(", ", words);
        bounds = value -> {
            for (String each : type == Type.LIST ? value.split(",") : new String[] {value}) {
                if (!List.of(words).contains(each.trim()) && !(type == Type.LIST && value.isEmpty())) {
                    return "it is one of " + String.join(", ", words);
                }
            }
            return null;
        };
        return this;
    }

    /** As Kafka calls it. */
    public String name() {
        return name;
    }

    /** What its values are. */
    public Type type() {
        return type;
    }

    /** What holds where nothing is set. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What the key for the whole node is called, the strongest name first; empty where there is none. */
    public List<NodeName> nodeNames() {
        return List.copyOf(nodeNames);
    }

    /** Whether the log acts by it; the others are kept and shown, since tools set them everywhere. */
    public boolean honoured() {
        return honoured;
    }

    /** What it is for. */
    public String doc() {
        return doc;
    }

    /** What a value may be, for messages. */
    public String expects() {
        if (!expects.isEmpty()) {
            return expects;
        }
        return switch (type) {
            case BOOLEAN -> "true or false";
            case INT, LONG -> "a whole number";
            case DOUBLE -> "a number";
            case STRING, LIST -> "text";
        };
    }

    /** What is wrong with a value; null when it is fine. */
    public @Nullable String fault(String value) {
        String text = value.trim();
        String why = misread(text);
        if (why == null) {
            why = bounds.apply(text);
        }
        return why == null ? null : name + "=" + value + ": " + why;
    }

    private @Nullable String misread(String text) {
        try {
            switch (type) {
                case INT -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case DOUBLE -> Double.parseDouble(text);
                case BOOLEAN -> {
                    String lower = text.toLowerCase(Locale.ROOT);
                    return lower.equals("true") || lower.equals("false") ? null : "it is true or false";
                }
                default -> {}
            }
            return null;
        } catch (NumberFormatException e) {
            return type == Type.DOUBLE ? "it is no number" : "it is no whole number, or too large a one";
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
