package io.millrace.registry;

/**
 * What came of an import. <i>Immutable.</i>
 *
 * @param imported what was written
 * @param unchanged what was there already
 */
public record Imported(int imported, int unchanged) {}
