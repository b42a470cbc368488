package io.millrace.streams.kstream;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of a branch: its name, and what is built on it. *Immutable.* */
public class Branched<K, V> implements NamedOperation<Branched<K, V>> {
    /** The branch's name, without the split's. */
    protected final @Nullable String name;
    /** Builds on it, and answers the stream to put into the map. */
    protected final @Nullable Function<? super KStream<K, V>, ? extends @Nullable KStream<K, V>> chainFunction;
    /** Builds on it; nothing goes into the map. */
    protected final @Nullable Consumer<? super KStream<K, V>> chainConsumer;

    /** Of all three. */
    protected Branched(
            @Nullable String name,
            @Nullable Function<? super KStream<K, V>, ? extends @Nullable KStream<K, V>> chainFunction,
            @Nullable Consumer<? super KStream<K, V>> chainConsumer) {
        if (name != null) {
            Named.validate(name);
        }
        this.name = name;
        this.chainFunction = chainFunction;
        this.chainConsumer = chainConsumer;
    }

    /** A copy. */
    protected Branched(Branched<K, V> branched) {
        this(branched.name, branched.chainFunction, branched.chainConsumer);
    }

    /** With a name. */
    public static <K, V> Branched<K, V> as(String name) {
        return new Branched<>(Objects.requireNonNull(name, "name cannot be null"), null, null);
    }

    /** With what to build on it; the stream answered goes into the map. */
    public static <K, V> Branched<K, V> withFunction(
            Function<? super KStream<K, V>, ? extends @Nullable KStream<K, V>> chain) {
        return new Branched<>(null, Objects.requireNonNull(chain, "chain function cannot be null"), null);
    }

    /** With what to build on it; nothing goes into the map. */
    public static <K, V> Branched<K, V> withConsumer(Consumer<KStream<K, V>> chain) {
        return new Branched<>(null, null, Objects.requireNonNull(chain, "chain consumer cannot be null"));
    }

    /** With what to build on it, and a name; the stream answered goes into the map. */
    public static <K, V> Branched<K, V> withFunction(
            Function<? super KStream<K, V>, ? extends @Nullable KStream<K, V>> chain, @Nullable String name) {
        return new Branched<>(name, Objects.requireNonNull(chain, "chain function cannot be null"), null);
    }

    /** With what to build on it, and a name; nothing goes into the map. */
    public static <K, V> Branched<K, V> withConsumer(Consumer<? super KStream<K, V>> chain, @Nullable String name) {
        return new Branched<>(name, null, Objects.requireNonNull(chain, "chain consumer cannot be null"));
    }

    @Override
    public Branched<K, V> withName(@Nullable String name) {
        return new Branched<>(Objects.requireNonNull(name, "name cannot be null"), chainFunction, chainConsumer);
    }
}
