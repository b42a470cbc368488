package io.millrace.storage.log;

import io.millrace.base.Check;

/**
 * How a data directory is kept. <i>Immutable.</i>
 *
 * @param nodeId whose data this is; a directory of another node is refused
 * @param clusterId written into a new directory; an existing one keeps its own
 * @param onlyThatCluster whether an existing directory of another cluster is refused
 * @param durability the default for logs
 * @param segmentBytes the default size of segment files
 * @param indexIntervalBytes one index entry for this many bytes of a segment
 * @param journalFileBytes size of one journal file
 * @param journalFiles at most this many journal files, at least two
 * @param byReferenceBytes batches of at least this size are synced in their segment and journaled by reference
 * @param chunkBytes size of the chunks of memory that batches are appended to
 * @param tailBytes recent batches that each loop keeps in memory, beyond those that are not in a segment yet
 * @param openFiles segment files kept open at most
 * @param upkeep how often the logs are looked after
 */
public record StoreConfig(
        int nodeId,
        String clusterId,
        boolean onlyThatCluster,
        Durability durability,
        int segmentBytes,
        int indexIntervalBytes,
        int journalFileBytes,
        int journalFiles,
        int byReferenceBytes,
        int chunkBytes,
        long tailBytes,
        int openFiles,
        Upkeep upkeep) {

    /** Refuses what cannot work. */
    public StoreConfig {
        Check.that(segmentBytes >= 1024, "a segment of %d bytes is too small", segmentBytes);
        Check.that(indexIntervalBytes > 0, "an index interval of %d bytes makes no sense", indexIntervalBytes);
        Check.that(journalFiles >= 2, "a journal of %d files cannot be checkpointed", journalFiles);
        Check.that(journalFileBytes >= 16 * 1024, "a journal file of %d bytes is too small", journalFileBytes);
        Check.that(byReferenceBytes > 0, "by reference from %d bytes makes no sense", byReferenceBytes);
        // Two inline batches must always fit, with their entries' headers.
        byReferenceBytes = Math.min(byReferenceBytes, journalFileBytes / 4);
        Check.that(chunkBytes >= 1024, "a chunk of %d bytes is too small", chunkBytes);
        Check.that(openFiles >= 4, "%d open files are too few", openFiles);
    }

    /** The defaults for a node of that id, in a cluster of that id should the directory be new. */
    public static StoreConfig of(int nodeId, String clusterId) {
        return new StoreConfig(
                nodeId,
                clusterId,
                false,
                Durability.SYNC,
                1 << 30,
                4096,
                32 << 20,
                4,
                256 << 10,
                1 << 20,
                16 << 20,
                512,
                Upkeep.DEFAULT);
    }

    /** With another word on directories of other clusters. */
    public StoreConfig onlyThatCluster(boolean only) {
        return new StoreConfig(
                nodeId,
                clusterId,
                only,
                durability,
                segmentBytes,
                indexIntervalBytes,
                journalFileBytes,
                journalFiles,
                byReferenceBytes,
                chunkBytes,
                tailBytes,
                openFiles,
                upkeep);
    }

    /** With another default durability. */
    public StoreConfig durability(Durability other) {
        return new StoreConfig(
                nodeId,
                clusterId,
                onlyThatCluster,
                other,
                segmentBytes,
                indexIntervalBytes,
                journalFileBytes,
                journalFiles,
                byReferenceBytes,
                chunkBytes,
                tailBytes,
                openFiles,
                upkeep);
    }

    /** With other journal files. */
    public StoreConfig journal(int fileBytes, int files, int byReferenceFromBytes) {
        return new StoreConfig(
                nodeId,
                clusterId,
                onlyThatCluster,
                durability,
                segmentBytes,
                indexIntervalBytes,
                fileBytes,
                files,
                byReferenceFromBytes,
                chunkBytes,
                tailBytes,
                openFiles,
                upkeep);
    }

    /** With another upkeep. */
    public StoreConfig upkeep(Upkeep other) {
        return new StoreConfig(
                nodeId,
                clusterId,
                onlyThatCluster,
                durability,
                segmentBytes,
                indexIntervalBytes,
                journalFileBytes,
                journalFiles,
                byReferenceBytes,
                chunkBytes,
                tailBytes,
                openFiles,
                other);
    }

    /** What a log gets that chooses nothing. */
    public LogConfig logDefaults() {
        return LogConfig.keeping(durability, segmentBytes);
    }
}
