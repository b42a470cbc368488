package io.millrace.streams.runtime.assign;

import io.millrace.base.Check;
import io.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Shares tasks out among stream threads. Every task has exactly one owner; no thread has two tasks more than another;
 * within that, a task stays where it was, since moving it means restoring its state. A pure function: the same
 * subscriptions give the same assignment on every machine.
 */
public final class StickyAssignor {
    private final int quota;
    private final Map<UUID, Integer> threads = new HashMap<>();
    private final Map<UUID, Integer> tasksOfProcess = new HashMap<>();
    private final SortedMap<String, Share> shares = new TreeMap<>();
    private int extras;

    private StickyAssignor(Collection<Member> members, int taskCount) {
        Check.that(!members.isEmpty(), "nobody to assign %d tasks to", taskCount);
        quota = taskCount / members.size();
        extras = taskCount % members.size();
        for (Member member : members) {
            shares.put(member.id(), new Share(member));
            threads.merge(member.process(), 1, Integer::sum);
        }
    }

    /**
     * A thread that takes part.
     *
     * @param id its member id
     * @param process the process it lives in
     * @param generation the group generation in which it owned the previous tasks; decides between two claims
     * @param previous the tasks it owned
     */
    public record Member(String id, UUID process, int generation, Set<TaskId> previous) {}

    /** The tasks of each member, in order; a member without a task has an empty list. */
    public static SortedMap<String, List<TaskId>> assign(Collection<Member> members, Collection<TaskId> tasks) {
        TreeSet<TaskId> unassigned = new TreeSet<>(tasks);
        StickyAssignor assignor = new StickyAssignor(members, unassigned.size());
        assignor.keep(unassigned);
        unassigned.forEach(assignor::place);
        SortedMap<String, List<TaskId>> result = new TreeMap<>();
        assignor.shares.forEach((id, share) -> result.put(id, List.copyOf(share.tasks)));
        return result;
    }

    /** Leaves tasks with their last owner, as far as its quota allows, and takes them off the unassigned. */
    private void keep(Set<TaskId> unassigned) {
        Map<TaskId, Share> claims = new HashMap<>();
        for (Share share : shares.values()) {
            for (TaskId task : share.member.previous()) {
                if (unassigned.contains(task)) {
                    claims.merge(task, share, Share::laterClaim);
                }
            }
        }
        claims.forEach((task, share) -> share.tasks.add(task));

        List<Share> fullestFirst = new ArrayList<>(shares.values());
        fullestFirst.sort(Comparator.comparingInt((Share share) -> -share.tasks.size()));
        for (Share share : fullestFirst) {
            boolean takesExtra = share.tasks.size() > quota && extras > 0;
            extras -= takesExtra ? 1 : 0;
            share.trim(takesExtra ? quota + 1 : quota);
            share.tasks.forEach(unassigned::remove);
            tasksOfProcess.merge(share.member.process(), share.tasks.size(), Integer::sum);
        }
    }

    /** Gives the task to the thread with the least to do: in all, of this sub-topology, in its process. */
    private void place(TaskId task) {
        Share best = null;
        for (Share share : shares.values()) {
            boolean hasRoom = share.tasks.size() < quota || (share.tasks.size() == quota && extras > 0);
            if (hasRoom && (best == null || lighter(share, best, task.subtopology()))) {
                best = share;
            }
        }
        if (best == null) {
            throw new Check.Violation("no thread has room for task " + task);
        }
        extras -= best.tasks.size() == quota ? 1 : 0;
        best.tasks.add(task);
        tasksOfProcess.merge(best.member.process(), 1, Integer::sum);
    }

    private boolean lighter(Share a, Share b, int subtopology) {
        if (a.tasks.size() != b.tasks.size()) {
            return a.tasks.size() < b.tasks.size();
        }
        int ofSubtopologyA = a.count(subtopology);
        int ofSubtopologyB = b.count(subtopology);
        if (ofSubtopologyA != ofSubtopologyB) {
            return ofSubtopologyA < ofSubtopologyB;
        }
        return loadOfProcess(a) < loadOfProcess(b);
    }

    private double loadOfProcess(Share share) {
        UUID process = share.member.process();
        return tasksOfProcess.getOrDefault(process, 0) / (double) threads.getOrDefault(process, 1);
    }

    /** What one thread gets. */
    private static final class Share {
        private final Member member;
        private final TreeSet<TaskId> tasks = new TreeSet<>();

        private Share(Member member) {
            this.member = member;
        }

        private Share laterClaim(Share other) {
            return other.member.generation() > member.generation() ? other : this;
        }

        private int count(int subtopology) {
            int count = 0;
            for (TaskId task : tasks) {
                count += task.subtopology() == subtopology ? 1 : 0;
            }
            return count;
        }

        /** Gives tasks up, from the sub-topology it has most of, so that what it keeps is a fair mix. */
        private void trim(int size) {
            while (tasks.size() > size) {
                TaskId surplus = tasks.last();
                int most = 0;
                for (TaskId task : tasks) {
                    int count = count(task.subtopology());
                    if (count >= most) {
                        most = count;
                        surplus = task;
                    }
                }
                tasks.remove(surplus);
            }
        }
    }
}
