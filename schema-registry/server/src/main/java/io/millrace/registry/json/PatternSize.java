package io.millrace.registry.json;

/** How large a regular expression is once its counted repetitions are written out. Pure. */
final class PatternSize {
    /** No size is larger. */
    private static final long MOST = Integer.MAX_VALUE;
    /** A class of Unicode is a long table. */
    private static final int CLASS = 50;

    private final String pattern;
    private int at;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /** About the number of instructions; 2^31 - 1 where it is more. */
    static int of(String pattern) {
        return (int) Math.min(MOST, new PatternSize(pattern).size());
    }

    private long size() {
        // A stack of what was before the groups that are open.
        long[] outer = new long[pattern.length() + 1];
        int depth = 0;
        long sum = 0;
        long last = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '(') {
                outer[depth++] = sum;
                sum = 0;
                last = 0;
                continue;
            }
            if (c == ')' && depth > 0) {
                last = sum + 2;
                sum = outer[--depth] + last;
            } else if (c == '{') {
                sum += Math.min(MOST, last * Math.max(0, count() - 1));
            } else {
                last = 1 + atom(c);
                sum += last;
            }
            sum = Math.min(MOST, sum);
        }
        while (depth > 0) {
            sum += outer[--depth];
        }
        return sum;
    }

    private int atom(char c) {
        if (c == '\\' && at < pattern.length()) {
            return "pP".indexOf(pattern.charAt(at++)) >= 0 ? CLASS : 0;
        }
        int size = 0;
        if (c == '[') {
            while (at < pattern.length() && pattern.charAt(at) != ']') {
                size += 1 + (pattern.charAt(at++) == '\\' ? atom('\\') : 0);
            }
            at++;
        }
        return size;
    }

    /** The largest number up to the closing bracket. */
    private long count() {
        long most = 1;
        long number = 0;
        while (at < pattern.length() && pattern.charAt(at) != '}') {
            int digit = Character.digit(pattern.charAt(at++), 10);
            number = digit < 0 ? 0 : Math.min(MOST, number * 10 + digit);
            most = Math.max(most, number);
        }
        at++;
        return most;
    }
}
