package io.millrace.coordinator.config;

/**
 * One value that was set for a key, perhaps under another name and in another unit. <i>Immutable.</i>
 *
 * @param name under which it was set
 * @param text as it was set
 * @param inKeysUnit the same in the unit of the key
 * @param source where it was set
 */
public record ConfigValue(String name, String text, String inKeysUnit, ConfigSource source) {}
