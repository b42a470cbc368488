package io.millrace.connect.tiny;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Where plug-ins leave word for the test: they share no class with it but the JDK's. */
public final class Board {
    private Board() {}

    /** The queue of that name. */
    @SuppressWarnings("unchecked") // Nobody else puts anything under these names.
    public static Queue<String> of(String name) {
        return (Queue<String>)
                System.getProperties().computeIfAbsent("board." + name, key -> new ConcurrentLinkedQueue<>());
    }

    static Queue<String> of(Map<String, String> config) {
        return of(config.getOrDefault("tiny.board", "default"));
    }
}
