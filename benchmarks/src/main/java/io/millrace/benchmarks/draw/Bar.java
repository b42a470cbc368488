package io.millrace.benchmarks.draw;

/**
 * One subject's value. <i>Immutable.</i>
 *
 * @param subject whose
 * @param median how long the bar is
 * @param min where its range begins
 * @param max where its range ends
 * @param text what stands beside it
 * @param goal the value to reach, marked on the bar; NaN for none
 */
public record Bar(String subject, double median, double min, double max, String text, double goal) {}
