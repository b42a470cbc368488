package io.millrace.registry.journal;

import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject with its versions, softly deleted ones included. <i>Immutable.</i>
 *
 * @param name its name
 * @param versions in order of their numbers
 */
public record Subject(String name, List<Version> versions) {
    /** The version of that number, deleted or not, or null. */
    public @Nullable Version find(int number) {
        int at = indexOf(number);
        return at >= 0 ? versions.get(at) : null;
    }

    /** The newest, or null. */
    public @Nullable Version latest(boolean deletedToo) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (deletedToo || !versions.get(i).deleted()) {
                return versions.get(i);
            }
        }
        return null;
    }

    /** Those that are not deleted, in order. */
    public List<Version> live() {
        List<Version> live = new ArrayList<>(versions.size());
        for (Version version : versions) {
            if (!version.deleted()) {
                live.add(version);
            }
        }
        return live;
    }

    /** Whether no version is live. */
    public boolean isDeleted() {
        return latest(false) == null;
    }

    /** The number of the next version; 50001 when there is none left. */
    public int nextNumber() {
        int last = versions.isEmpty() ? 0 : versions.get(versions.size() - 1).number();
        if (last == Integer.MAX_VALUE) {
            throw new Refusal(500, 50001, "Subject '" + name + "' has no version numbers left: its last is " + last);
        }
        return last + 1;
    }

    Subject with(Version version) {
        List<Version> next = new ArrayList<>(versions.size() + 1);
        next.addAll(versions);
        int at = indexOf(version.number());
        if (at >= 0) {
            next.set(at, version);
        } else {
            next.add(-at - 1, version);
        }
        return new Subject(name, next);
    }

    Subject without(int number) {
        List<Version> next = new ArrayList<>(versions);
        next.removeIf(version -> version.number() == number);
        return new Subject(name, next);
    }

    private int indexOf(int number) {
        int low = 0;
        int high = versions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = versions.get(middle).number();
            if (found == number) {
                return middle;
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
