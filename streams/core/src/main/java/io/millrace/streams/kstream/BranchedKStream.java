package io.millrace.streams.kstream;

import java.util.Map;

/** A stream that is being split: each record goes to the first branch whose predicate holds. */
public interface BranchedKStream<K, V> {
    /** A branch for the records for which the predicate is the first to hold. */
    BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate);

    /** A branch for the records for which the predicate is the first to hold. */
    BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate, Branched<K, V> branched);

    /** Ends the split with a branch for the rest; the branches by name. */
    Map<String, KStream<K, V>> defaultBranch();

    /** Ends the split with a branch for the rest; the branches by name. */
    Map<String, KStream<K, V>> defaultBranch(Branched<K, V> branched);

    /** Ends the split; the rest is dropped. The branches by name. */
    Map<String, KStream<K, V>> noDefaultBranch();
}
