package io.millrace.streams.equality;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Random input: few keys, nulls, empty and strange strings, time that mostly goes on and at times jumps. */
final class Scenarios {
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "", "\u00e9\u00e8", "long key of some bytes");
    private static final List<String> WORDS =
            List.of("one", "two", "xthree", "\u20ac", "", "x", "\ud83d\ude00", "four");

    private final Random random;
    private long time = 1_000;

    Scenarios(long seed) {
        random = new Random(seed);
    }

    List<String> records(int count) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String topic = random.nextInt(5) == 0 ? "table" : random.nextInt(4) == 0 ? "side" : "in";
            records.add(record(topic));
        }
        return records;
    }

    private String record(String topic) {
        time += random.nextInt(30);
        long when = random.nextInt(4) == 0 ? Math.max(0, time - random.nextInt(400)) : time;
        String key = random.nextInt(12) == 0 ? "-" : hex(pick(KEYS));
        if (topic.equals("table") && random.nextBoolean()) {
            key = hex(line());
        }
        String value = random.nextInt(10) == 0 ? "-" : random.nextInt(30) == 0 ? "xff41c328" : hex(line());
        StringBuilder record = new StringBuilder(topic + " " + when + " " + key + " " + value);
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            record.append(" h").append(random.nextInt(3)).append(' ');
            record.append(random.nextInt(4) == 0 ? "-" : hex(pick(WORDS)));
        }
        return record.toString();
    }

    private String line() {
        StringBuilder line = new StringBuilder(pick(WORDS));
        while (random.nextInt(3) == 0) {
            line.append(' ').append(pick(WORDS));
        }
        return line.toString();
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String hex(String text) {
        return "x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
