package io.millrace.streams.runtime.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.processor.TaskId;
import io.millrace.streams.runtime.assign.StickyAssignor.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StickyAssignorTest {
    @Property(tries = 500)
    void everyTaskHasOneOwnerAndNoThreadTwoMoreThanAnother(@ForAll long seed) {
        Random random = new Random(seed);
        List<TaskId> tasks = tasks(random.nextInt(5), 1 + random.nextInt(12));
        List<Member> members = new ArrayList<>();
        for (int i = 0, n = 1 + random.nextInt(9); i < n; i++) {
            // Claims may be stale, double, or of tasks that are no more.
            Set<TaskId> previous = new HashSet<>();
            for (int j = random.nextInt(8); j > 0; j--) {
                previous.add(new TaskId(random.nextInt(6), random.nextInt(14)));
            }
            members.add(new Member("m" + i, process(random.nextInt(3)), random.nextInt(4), previous));
        }

        SortedMap<String, List<TaskId>> assignment = StickyAssignor.assign(members, tasks);

        assertThat(assignment).hasSameSizeAs(members);
        assertThat(assignment.values().stream().flatMap(Collection::stream)).containsExactlyInAnyOrderElementsOf(tasks);
        assertThat(most(assignment) - least(assignment)).isBetween(0, 1);
    }

    @Property(tries = 300)
    void nothingMovesWhenNothingChanged(
            @ForAll @IntRange(min = 1, max = 8) int threads, @ForAll @IntRange(min = 0, max = 40) int partitions) {
        List<TaskId> tasks = tasks(3, partitions);
        SortedMap<String, List<TaskId>> before = StickyAssignor.assign(newcomers(threads), tasks);

        assertThat(StickyAssignor.assign(members(before, 1), tasks)).isEqualTo(before);
    }

    @Property(tries = 300)
    void aNewThreadTakesItsShareAndNothingElseMoves(
            @ForAll @IntRange(min = 1, max = 8) int threads, @ForAll @IntRange(min = 0, max = 40) int partitions) {
        List<TaskId> tasks = tasks(2, partitions);
        SortedMap<String, List<TaskId>> before = StickyAssignor.assign(newcomers(threads), tasks);
        List<Member> members = members(before, 1);
        members.add(new Member("newcomer", process(9), -1, Set.of()));

        SortedMap<String, List<TaskId>> after = StickyAssignor.assign(members, tasks);

        before.forEach((id, owned) -> assertThat(owned).containsAll(after.get(id)));
    }

    @Property(tries = 300)
    void whenAThreadLeavesTheOthersKeepAllTheyHave(
            @ForAll @IntRange(min = 2, max = 8) int threads, @ForAll @IntRange(min = 0, max = 40) int partitions) {
        List<TaskId> tasks = tasks(2, partitions);
        SortedMap<String, List<TaskId>> before = StickyAssignor.assign(newcomers(threads), tasks);
        before.remove("m0");

        SortedMap<String, List<TaskId>> after = StickyAssignor.assign(members(before, 1), tasks);

        before.forEach((id, owned) -> assertThat(after.get(id)).containsAll(owned));
    }

    @Test
    void theLaterOfTwoClaimsWins() {
        TaskId task = new TaskId(0, 0);
        Member stale = new Member("a", process(0), 3, Set.of(task));
        Member owner = new Member("b", process(1), 4, Set.of(task));

        assertThat(StickyAssignor.assign(List.of(stale, owner), List.of(task)))
                .isEqualTo(Map.of("a", List.of(), "b", List.of(task)));
    }

    @Test
    void eachSubtopologyIsSpreadOverTheThreads() {
        SortedMap<String, List<TaskId>> alone = StickyAssignor.assign(newcomers(1), tasks(2, 4));
        List<Member> members = members(alone, 1);
        members.add(new Member("newcomer", process(1), -1, Set.of()));

        SortedMap<String, List<TaskId>> shared = StickyAssignor.assign(members, tasks(2, 4));

        shared.values()
                .forEach(owned ->
                        assertThat(owned).extracting(TaskId::subtopology).containsExactlyInAnyOrder(0, 0, 1, 1));
    }

    @Test
    void aLeftOverTaskGoesToTheProcessThatHasLess() {
        List<Member> members = List.of(
                new Member("a1", process(0), -1, Set.of()),
                new Member("a2", process(0), -1, Set.of()),
                new Member("b1", process(1), -1, Set.of()),
                new Member("b2", process(1), -1, Set.of()));

        SortedMap<String, List<TaskId>> assignment = StickyAssignor.assign(members, tasks(1, 2));

        Map<Character, Integer> ofProcess = new HashMap<>();
        assignment.forEach((id, owned) -> ofProcess.merge(id.charAt(0), owned.size(), Integer::sum));
        assertThat(ofProcess).containsEntry('a', 1).containsEntry('b', 1);
    }

    private static List<TaskId> tasks(int subtopologies, int partitions) {
        List<TaskId> tasks = new ArrayList<>();
        for (int s = 0; s < subtopologies; s++) {
            for (int p = 0; p < partitions; p++) {
                tasks.add(new TaskId(s, p));
            }
        }
        return tasks;
    }

    private static List<Member> newcomers(int threads) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            members.add(new Member("m" + i, process(i / 2), -1, Set.of()));
        }
        return members;
    }

    private static List<Member> members(SortedMap<String, List<TaskId>> assignment, int generation) {
        List<Member> members = new ArrayList<>();
        assignment.forEach((id, owned) -> members.add(new Member(id, process(0), generation, Set.copyOf(owned))));
        return members;
    }

    private static UUID process(int i) {
        return new UUID(0, i);
    }

    private static int most(SortedMap<String, List<TaskId>> assignment) {
        return assignment.values().stream().mapToInt(List::size).max().orElseThrow();
    }

    private static int least(SortedMap<String, List<TaskId>> assignment) {
        return assignment.values().stream().mapToInt(List::size).min().orElseThrow();
    }
}
