package io.millrace.streams.kstream;

/** A key in one window. *Immutable.* */
public class Windowed<K> {
    private final K key;
    private final Window window;

    /** Of a key and its window. */
    public Windowed(K key, Window window) {
        this.key = key;
        this.window = window;
    }

    /** The key. */
    public K key() {
        return key;
    }

    /** The window. */
    public Window window() {
        return window;
    }

    @Override
    public String toString() {
        return "[" + key + "@" + window.start() + "/" + window.end() + "]";
    }

    @Override
    public boolean equals(Object obj) {
        return this == obj || obj instanceof Windowed<?> that && window.equals(that.window) && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        long n = (long) window.hashCode() << 32 | key.hashCode();
        return (int) (n % 0xFFFFFFFFL);
    }
}
