package io.millrace.connect.herder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;

class UntilEmptyTest {
    private final Deque<CompletableFuture<String>> answers = new ArrayDeque<>();

    @Test
    void whoIsStillInTheGroupIsWaitedFor() throws Exception {
        answers.addAll(List.of(
                CompletableFuture.failedFuture(new UnknownMemberIdException("m")),
                CompletableFuture.failedFuture(new CompletionException(new GroupNotEmptyException("g"))),
                CompletableFuture.completedFuture("done")));

        assertThat(UntilEmpty.trying(answers::remove, 3, 1).get(30, TimeUnit.SECONDS))
                .isEqualTo("done");
        assertThat(answers).isEmpty();
    }

    @Test
    void whoStaysIsToldOfInTheEnd() {
        for (int i = 0; i < 3; i++) {
            answers.add(CompletableFuture.failedFuture(new GroupNotEmptyException("g")));
        }

        assertThatThrownBy(() -> UntilEmpty.trying(answers::remove, 2, 1).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(GroupNotEmptyException.class);
        assertThat(answers).hasSize(1);
    }

    @Test
    void anotherFailureIsToldAtOnce() {
        answers.add(CompletableFuture.failedFuture(new GroupAuthorizationException("g")));

        assertThatThrownBy(() -> UntilEmpty.trying(answers::remove).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(GroupAuthorizationException.class);
    }
}
