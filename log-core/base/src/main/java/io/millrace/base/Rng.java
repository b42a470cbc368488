package io.millrace.base;

/** Random numbers handed in, so that a simulated world repeats from its seed. <i>Loop-owned.</i> */
public interface Rng {
    /** Sixty-four random bits. */
    long nextLong();

    /** A number from 0 (inclusive) to the bound (exclusive); the bound is positive. */
    default int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** Repeatable numbers from a seed (SplitMix64, Steele, Lea, Flood 2014). */
    static Rng seeded(long seed) {
        return new Rng() {
            private long state = seed;

            @Override
            public long nextLong() {
                long z = state += 0x9E3779B97F4A7C15L;
                z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
                z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
                return z ^ (z >>> 31);
            }
        };
    }
}
