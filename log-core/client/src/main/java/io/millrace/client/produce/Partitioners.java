package io.millrace.client.produce;

/** Which partition a key belongs to, as Kafka's clients choose it. <i>Any thread.</i> */
public final class Partitioners {
    private Partitioners() {}

    /** The partition of a key: the positive murmur2 of its bytes modulo the partition count. */
    public static int forKey(byte[] key, int position, int size, int partitionCount) {
        return (murmur2(key, position, size) & 0x7fffffff) % partitionCount;
    }

    /** As above, of the whole array. */
    public static int forKey(byte[] key, int partitionCount) {
        return forKey(key, 0, key.length, partitionCount);
    }

    /** MurmurHash2 (Austin Appleby), 32 bits, little endian, with the seed that Kafka uses. */
    public static int murmur2(byte[] data, int position, int size) {
        final int m = 0x5bd1e995;
        int h = 0x9747b28c ^ size;
        int end = position + size;
        int at = position;
        for (; at + 4 <= end; at += 4) {
            int k = (data[at] & 0xff)
                    | (data[at + 1] & 0xff) << 8
                    | (data[at + 2] & 0xff) << 16
                    | (data[at + 3] & 0xff) << 24;
            k *= m;
            k ^= k >>> 24;
            k *= m;
            h *= m;
            h ^= k;
        }
        int left = end - at;
        if (left == 3) {
            h ^= (data[at + 2] & 0xff) << 16;
        }
        if (left >= 2) {
            h ^= (data[at + 1] & 0xff) << 8;
        }
        if (left >= 1) {
            h ^= data[at] & 0xff;
            h *= m;
        }
        h ^= h >>> 13;
        h *= m;
        h ^= h >>> 15;
        return h;
    }
}
