package io.millrace.benchmarks.streams;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Text with the statistics of a language: the words of a vocabulary by Zipf's law, 8 to 16 a line. One thread. */
final class Words {
    private static final String[] SYLLABLES = {
        "an", "be", "ca", "do", "el", "fi", "ga", "ho", "in", "jo", "ka", "li", "mo", "na", "or", "pe", "qui", "ra",
        "st", "ti", "un", "ver", "wa", "ex", "y", "ze"
    };

    private final Random random;
    private final List<String> vocabulary;
    private final double[] cumulative;

    /** A fixed sequence for the seed. */
    Words(long seed, int size) {
        random = new Random(seed);
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < size) {
            words.add(word(1 + words.size() * 3 / size + random.nextInt(3)));
        }
        vocabulary = List.copyOf(words);
        cumulative = new double[size];
        double sum = 0;
        for (int rank = 0; rank < size; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
    }

    String line() {
        StringBuilder line = new StringBuilder(100);
        int words = 8 + random.nextInt(9);
        for (int i = 0; i < words; i++) {
            line.append(i == 0 ? "" : " ").append(next());
        }
        return line.toString();
    }

    private String next() {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return vocabulary.get(low);
    }

    private String word(int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }
}
