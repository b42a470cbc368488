package io.millrace.platform.cli;

/**
 * A command that another room adds to {@code ./millrace}: picocli's annotations are on the implementing class, and a
 * {@link java.util.ServiceLoader} finds it.
 */
public interface Contribution {}
