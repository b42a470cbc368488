package io.millrace.storage.layout;

import io.millrace.storage.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Whose data a directory holds, and in which format: {@code meta.properties}. <i>Immutable.</i>
 *
 * @param nodeId of the node that wrote it
 * @param clusterId of the cluster that the node is part of
 */
public record MetaFile(int nodeId, String clusterId) {
    /** Grows when an older release could not read the directory. */
    public static final int FORMAT = 2;

    private static final String NAME = "meta.properties";
    private static final String CRC = "crc=";

    /**
     * Reads the directory's, or writes a new one; refuses a newer format and another node's data, and another cluster's if
     * asked to.
     */
    public static MetaFile readOrCreate(Disk disk, int nodeId, String clusterId, boolean onlyThatCluster)
            throws IOException {
        byte[] content = SmallFiles.read(disk, NAME);
        if (content == null) {
            MetaFile created = new MetaFile(nodeId, clusterId);
            created.write(disk);
            return created;
        }
        String text = new String(content, StandardCharsets.UTF_8);
        checkCrc(disk, text);
        Map<String, String> values = parse(text);
        int format = number(disk, values, "millrace.format");
        if (format > FORMAT) {
            throw new IOException(disk + " was written in format " + format
                    + " by a newer release, this one reads up to " + FORMAT
                    + "; start that release, or choose another directory");
        }
        int storedNodeId = number(disk, values, "node.id");
        if (storedNodeId != nodeId) {
            throw new IOException(disk + " holds the data of node " + storedNodeId + ", not of node " + nodeId
                    + "; set node.id=" + storedNodeId + ", or choose another directory");
        }
        MetaFile found = new MetaFile(storedNodeId, values.getOrDefault("cluster.id", clusterId));
        if (onlyThatCluster && !found.clusterId.equals(clusterId)) {
            throw new IOException(disk + " holds the data of cluster " + found.clusterId + ", not of cluster "
                    + clusterId + "; set cluster.id=" + found.clusterId + ", or choose another directory");
        }
        if (format < FORMAT) {
            found.write(disk);
        }
        return found;
    }

    private void write(Disk disk) throws IOException {
        String text = "millrace.format=" + FORMAT + "\nnode.id=" + nodeId + "\ncluster.id=" + clusterId + "\n";
        String whole = CRC + crc(text) + "\n" + text;
        SmallFiles.replace(disk, "", NAME, whole.getBytes(StandardCharsets.UTF_8));
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** It stands first, so that a file that was cut has it too; those of older releases have none. */
    private static void checkCrc(Disk disk, String content) throws IOException {
        int line = content.indexOf('\n');
        if (content.startsWith(CRC)
                && (line < 0 || !content.substring(CRC.length(), line).equals(crc(content.substring(line + 1))))) {
            throw new IOException(disk + "/" + NAME + " is damaged: it is not what was written");
        }
    }

    private static int number(Disk disk, Map<String, String> values, String key) throws IOException {
        String value = values.get(key);
        if (value == null || !value.matches("\\d{1,9}")) {
            throw new IOException(disk + "/" + NAME + " has no valid " + key);
        }
        return Integer.parseInt(value);
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            values.put(
                    line.substring(0, equals).trim(), line.substring(equals + 1).trim());
        });
        return values;
    }
}
