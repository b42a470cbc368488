package io.millrace.connect.task.source;

import io.millrace.client.admin.NewTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The topics that a source's config wants made, by group; the group {@code default} is the last. <i>Immutable.</i> */
final class TopicGroups {
    private static final String PREFIX = "topic.creation.";
    private static final Set<String> OWN = Set.of("include", "exclude", "partitions", "replication.factor");

    private final List<TopicGroup> groups;

    private TopicGroups(List<TopicGroup> groups) {
        this.groups = groups;
    }

    static TopicGroups from(Map<String, String> config) {
        List<TopicGroup> groups = new ArrayList<>();
        for (String name : config.getOrDefault(PREFIX + "groups", "").split(",")) {
            if (!name.isBlank() && !name.strip().equals("default")) {
                groups.add(group(name.strip(), config));
            }
        }
        if (!groups.isEmpty() || config.keySet().stream().anyMatch(key -> key.startsWith(PREFIX + "default."))) {
            groups.add(group("default", config));
        }
        return new TopicGroups(groups);
    }

    /** How that topic is to be made, or null when the config does not say and it is left to the cluster. */
    @Nullable
    NewTopic topic(String name) {
        for (TopicGroup group : groups) {
            if (group.has(name)) {
                return new NewTopic(name, group.partitions, group.replicationFactor, group.configs);
            }
        }
        return null;
    }

    private static TopicGroup group(String name, Map<String, String> config) {
        String prefix = PREFIX + name + ".";
        Map<String, String> configs = new HashMap<>();
        config.forEach((key, value) -> {
            if (key.startsWith(prefix) && !OWN.contains(key.substring(prefix.length()))) {
                configs.put(key.substring(prefix.length()), value);
            }
        });
        return new TopicGroup(
                name.equals("default") ? List.of() : patterns(config.getOrDefault(prefix + "include", "")),
                name.equals("default") ? List.of() : patterns(config.getOrDefault(prefix + "exclude", "")),
                Integer.parseInt(
                        config.getOrDefault(prefix + "partitions", "-1").strip()),
                Short.parseShort(
                        config.getOrDefault(prefix + "replication.factor", "-1").strip()),
                configs);
    }

    private static List<Pattern> patterns(String texts) {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : texts.split(",")) {
            if (!text.isBlank()) {
                patterns.add(Pattern.compile(text.strip()));
            }
        }
        return patterns;
    }

    private record TopicGroup(
            List<Pattern> include,
            List<Pattern> exclude,
            int partitions,
            short replicationFactor,
            Map<String, String> configs) {
        boolean has(String topic) {
            return (include.isEmpty() || any(include, topic)) && !any(exclude, topic);
        }

        private static boolean any(List<Pattern> patterns, String topic) {
            return patterns.stream().anyMatch(pattern -> pattern.matcher(topic).matches());
        }
    }
}
