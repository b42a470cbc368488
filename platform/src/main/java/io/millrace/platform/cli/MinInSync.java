package io.millrace.platform.cli;

import io.millrace.client.metadata.TopicInfo;
import java.util.List;
import java.util.Map;

/** A config that a topic takes, and that no producer will get by. */
final class MinInSync {
    private static final String KEY = "min.insync.replicas";

    private MinInSync() {}

    /** Says so on standard error where the configs ask for more replicas in sync than the topic has. */
    static void warn(ClientSession session, String topic, Map<String, String> configs) {
        String wanted = configs.get(KEY);
        if (wanted == null) {
            return;
        }
        Map<String, TopicInfo> found =
                session.value(answer -> session.client().admin().describeTopics(List.of(topic), answer));
        TopicInfo info = found.get(topic);
        if (info == null || info.partitions().isEmpty()) {
            return;
        }
        int replicas = info.partitions().get(0).replicas().size();
        if (Integer.parseInt(wanted.trim()) > replicas) {
            System.err.println("topic " + topic + ": has " + replicas + (replicas == 1 ? " replica" : " replicas")
                    + ", and " + KEY + "=" + wanted + ": producers with acks=all are refused until that is less");
        }
    }
}
