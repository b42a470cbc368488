package io.millrace.coordinator.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.wire.message.ConsumerGroupRecords.RegexValue;
import io.millrace.wire.message.ConsumerGroupRecords.RegularExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The topics that groups subscribe to, as the catalog has them now. <i>Loop-owned.</i> Expressions are RE2's, whose time is
 * linear in the names that they are tried on.
 */
final class Topics {
    private final Supplier<CatalogImage> catalog;

    Topics(Supplier<CatalogImage> catalog) {
        this.catalog = catalog;
    }

    CatalogImage image() {
        return catalog.get();
    }

    /** Null when the expression can be understood. */
    static @Nullable Refusal check(String expression) {
        try {
            Pattern.compile(expression);
            return null;
        } catch (PatternSyntaxException e) {
            return new Refusal(
                    Errors.INVALID_REGULAR_EXPRESSION,
                    "no regular expression: " + expression + ": " + e.getDescription());
        }
    }

    /** Matches the group's expressions anew where they or the topics changed; true when other topics match than before. */
    boolean refresh(ConsumerGroup group, Effects effects) {
        SortedSet<String> used = new TreeSet<>();
        for (ConsumerMember member : group.members().values()) {
            String expression = member.subscription().topicRegex();
            if (expression != null) {
                used.add(expression);
            }
        }
        boolean changed = false;
        CatalogImage image = image();
        for (String expression : used) {
            RegexValue before = group.expressions().get(expression);
            if (before != null && group.seen == image) {
                continue;
            }
            List<String> matching = matching(expression, image);
            if (before == null || !before.topics().equals(matching)) {
                changed = true;
                RegexValue value = new RegexValue(matching, 0, effects.wallMs());
                write(group, new RegularExpression(group.id(), expression, value), effects);
            }
        }
        for (String expression : new ArrayList<>(group.expressions().keySet())) {
            if (!used.contains(expression)) {
                write(group, new RegularExpression(group.id(), expression, null), effects);
            }
        }
        return changed;
    }

    private static List<String> matching(String expression, CatalogImage image) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException storedByOthers) {
            return List.of();
        }
        return image.topics().keySet().stream()
                .filter(pattern::matches)
                .sorted()
                .toList();
    }

    /** Of the topics that the group subscribes to: their ids and sizes in one number, 0 when there is none. */
    long hash(ConsumerGroup group) {
        CatalogImage image = image();
        SortedSet<String> names = new TreeSet<>();
        group.members().values().forEach(member -> names.addAll(group.topicsOf(member)));
        long hash = 0;
        for (String name : names) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                hash = mix(hash + topic.id().getMostSignificantBits());
                hash = mix(hash + topic.id().getLeastSignificantBits());
                hash = mix(hash + topic.partitionCount());
            }
        }
        return hash;
    }

    /** Spreads every bit over all of them: multiply by large odd numbers, fold the upper half in. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 29) * 0xD6E8_FEB8_6659_FD93L;
        return mixed ^ mixed >>> 32;
    }

    private static void write(ConsumerGroup group, RegularExpression record, Effects effects) {
        group.apply(record);
        effects.write(record);
    }
}
