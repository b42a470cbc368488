package io.millrace.storage.log;

import org.apache.kafka.common.Uuid;

/** What the directories of logs are called that are no longer in their place. */
final class LogNames {
    static final String DELETED = "-delete";
    /** What file systems allow; topic names are ASCII. */
    private static final int MOST_NAME_BYTES = 255;

    private LogNames() {}

    static String deleted(LogId id) {
        return moved(id.directory(), id.topicId(), DELETED);
    }

    /** Of a directory that has to make room: unlike all others, and never longer than a name may be. */
    static String moved(String directory, Uuid topicId, String why) {
        String end = "." + topicId + why;
        if (directory.length() + end.length() <= MOST_NAME_BYTES) {
            return directory + end;
        }
        // The id tells the topics apart, the number its partitions.
        String number = directory.substring(directory.lastIndexOf('-'));
        return directory.substring(0, MOST_NAME_BYTES - number.length() - end.length()) + number + end;
    }
}
