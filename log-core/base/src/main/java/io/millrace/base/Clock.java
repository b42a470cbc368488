package io.millrace.base;

/** Wall time and monotonic time, kept apart: a step of the wall clock never moves a timer. <i>Any thread.</i> */
public interface Clock {
    /** Milliseconds since the epoch, for timestamps that people and retention see. */
    long wallMs();

    /** Monotonic nanoseconds from an arbitrary origin, for time-outs and durations. */
    long nanos();

    /** The clock of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };
}
