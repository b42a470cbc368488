package io.millrace.coordinator.config;

/**
 * What a key is called on the node, where it sets the default of all topics or groups. <i>Immutable.</i>
 *
 * @param name as Kafka calls it
 * @param scale how many of the key's units are one of this name's: an hour in milliseconds
 */
public record NodeName(String name, long scale) {
    ConfigValue value(String text, ConfigSource source) {
        return new ConfigValue(name, text, scaled(text.trim()), source);
    }

    ConfigValue fallback(String keysDefault) {
        String text = scale == 1 ? keysDefault : Long.toString(Long.parseLong(keysDefault) / scale);
        return new ConfigValue(name, text, keysDefault, ConfigSource.DEFAULT);
    }

    String scaled(String text) {
        if (scale == 1) {
            return text;
        }
        long number = Long.parseLong(text);
        return number < 0 ? "-1" : Long.toString(number > Long.MAX_VALUE / scale ? Long.MAX_VALUE : number * scale);
    }
}
