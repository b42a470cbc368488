package io.millrace.coordinator.transaction;

import static io.millrace.coordinator.transaction.Desk.P0;
import static io.millrace.coordinator.transaction.Desk.P1;
import static io.millrace.coordinator.transaction.Desk.TIMEOUT_MS;
import static io.millrace.coordinator.transaction.Desk.V0;
import static io.millrace.coordinator.transaction.Desk.V2;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionCoordinatorTest {
    private static final short LAST_EPOCH = Short.MAX_VALUE - 1;

    private final Desk desk = new Desk();

    @Test
    void aNewIdBeginsAtEpochZeroAndEachNextOwnerIsOneAbove() {
        Owner first = desk.init();
        Owner second = desk.init();

        assertThat(first).isEqualTo(Owner.of(100, (short) 0));
        assertThat(second).isEqualTo(Owner.of(100, (short) 1));
        assertThat(desk.state()).isEqualTo(TransactionState.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 900_001})
    void timeoutsHaveBounds(int timeoutMs) {
        AtomicReference<Owner> answer = new AtomicReference<>();
        desk.coordinator.init("t", timeoutMs, -1, (short) -1, 7, desk.wallMs, answer::set);

        assertThat(answer.get().error()).isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"0, true, 0", "0, false, 0", "2, true, 1", "2, false, 1"})
    void aTransactionGoesItsWayAndFromVersionTwoOnBumpsTheEpoch(short version, boolean commit, short nextEpoch) {
        Owner owner = desk.init();
        assertThat(desk.add(owner, version, P0)).isEqualTo(Errors.NONE);
        assertThat(desk.add(owner, version, P1, P0)).isEqualTo(Errors.NONE);
        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
        assertThat(desk.verify(owner, P0, P1)).isEqualTo(Errors.NONE);

        Owner next = desk.end(owner, commit, version);

        assertThat(next).isEqualTo(Owner.of(100, nextEpoch));
        assertThat(desk.state()).isEqualTo(commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT);
        assertThat(desk.toMark).singleElement().satisfies(ended -> {
            assertThat(ended.partitions()).containsExactly(P0, P1);
            assertThat(ended.committed()).isEqualTo(commit);
            assertThat(ended.epoch()).isEqualTo(nextEpoch);
        });

        desk.mark();
        assertThat(desk.state()).isEqualTo(commit ? TransactionState.COMPLETE_COMMIT : TransactionState.COMPLETE_ABORT);
        assertThat(desk.describe().partitions()).isEmpty();
        assertThat(desk.whole(next, true, version).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void markersAreWrittenWhenTheEndIsDurableNotBefore() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        desk.durable = false;

        Owner answer = desk.end(owner, true, V2);

        assertThat(answer).isNull();
        assertThat(desk.toMark).isEmpty();
        desk.commit();
        assertThat(desk.toMark).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndWhoseAnswerWasLostIsAskedForAgain(boolean commit) {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, commit, V2);

        assertThat(desk.end(owner, commit, V2).error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(desk.end(owner, !commit, V2).error()).isEqualTo(Errors.INVALID_TXN_STATE);
        desk.mark();
        assertThat(desk.end(owner, commit, V2)).isEqualTo(next);
        assertThat(desk.end(owner, !commit, V2).error()).isEqualTo(Errors.INVALID_TXN_STATE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOlderClientsEndIsAskedForAgainUnderItsOwnEpoch(boolean commit) {
        Owner owner = desk.init();
        desk.add(owner, V0, P0);
        desk.end(owner, commit, V0);

        assertThat(desk.end(owner, commit, V0).error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(desk.end(owner, !commit, V0).error()).isEqualTo(Errors.INVALID_TXN_STATE);
        desk.mark();
        assertThat(desk.end(owner, commit, V0)).isEqualTo(owner);
        assertThat(desk.end(owner, !commit, V0).error()).isEqualTo(Errors.INVALID_TXN_STATE);
    }

    @Test
    void whatWasNeverWrittenCanBeAbortedButNotCommitted() {
        Owner owner = desk.init();

        assertThat(desk.end(owner, true, V2).error()).isEqualTo(Errors.INVALID_TXN_STATE);
        Owner next = desk.end(owner, false, V2);
        desk.mark();
        assertThat(next).isEqualTo(Owner.of(100, (short) 1));
        assertThat(desk.end(next, true, V2).error()).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(desk.end(next, false, V2)).isEqualTo(Owner.of(100, (short) 2));
        assertThat(desk.end(Owner.of(100, (short) 0), false, V0).error()).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void aNewOwnerAbortsWhatTheOldOneLeftAndFencesIt() {
        Owner old = desk.init();
        desk.add(old, V2, P0);

        assertThat(desk.init().error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(desk.state()).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(desk.init().error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        desk.mark();
        Owner next = desk.init();

        assertThat(next).isEqualTo(Owner.of(100, (short) 3));
        assertThat(desk.add(old, V2, P1)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(desk.end(old, true, V2).error()).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(desk.end(old, true, V0).error()).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(desk.init(old.producerId(), old.epoch()).error()).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void anOwnerThatAsksForItsSuccessorAgainIsToldTheSame() {
        Owner first = desk.init();

        Owner second = desk.init(first.producerId(), first.epoch());
        assertThat(second).isEqualTo(Owner.of(100, (short) 1));
        assertThat(desk.init(first.producerId(), first.epoch())).isEqualTo(second);
        assertThat(desk.init(999, (short) 0).error()).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void whoOwnsNothingIsToldSo() {
        Owner stranger = Owner.of(5, (short) 0);
        assertThat(desk.add(stranger, V2, P0)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(desk.end(stranger, true, V2).error()).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        Owner owner = desk.init();
        assertThat(desk.add(stranger, V2, P0)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(desk.end(stranger, true, V0).error()).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(desk.verify(owner, P0)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
    }

    @Test
    void theNextTransactionWaitsForTheMarkersOfTheOneBefore() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, true, V2);

        AtomicReference<Errors> first = desk.adding(next, V2, P0);
        AtomicReference<Errors> second = desk.adding(next, V2, P1);
        assertThat(first.get()).isNull();
        assertThat(desk.add(next, V0, P0)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);

        desk.mark();
        assertThat(first.get()).isEqualTo(Errors.NONE);
        assertThat(second.get()).isEqualTo(Errors.NONE);
        assertThat(desk.describe().partitions()).containsExactly(P0, P1);
        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
    }

    @ParameterizedTest
    @ValueSource(shorts = {V0, V2})
    void whatIsOpenForTooLongIsAbortedAndItsOwnerFenced(short version) {
        Owner owner = desk.init();
        desk.add(owner, version, P0);

        desk.pass(TIMEOUT_MS - 1);
        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
        desk.pass(1);

        assertThat(desk.state()).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(desk.end(owner, true, version).error()).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(desk.end(owner, false, version).error()).isEqualTo(Errors.PRODUCER_FENCED);
        desk.mark();
        assertThat(desk.state()).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(desk.add(owner, version, P0)).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void aStepOfTheWallClockAbortsNothing() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);

        desk.wallMs += 10L * TIMEOUT_MS;
        desk.coordinator.tick(desk.nowMs, desk.wallMs);

        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
    }

    @Test
    void afterARestartWhatIsOpenHasWhatIsLeftOfItsTime() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        desk.pass(TIMEOUT_MS / 2);
        desk.restart();

        desk.pass(TIMEOUT_MS / 2 - 1);
        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
        desk.pass(1);
        assertThat(desk.state()).isEqualTo(TransactionState.PREPARE_ABORT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterARestartMarkersThatMayBeMissingAreWrittenAgain(boolean commit) {
        Owner owner = desk.init();
        desk.add(owner, V2, P0, P1);
        desk.end(owner, commit, V2);

        desk.restart();

        assertThat(desk.toMark).singleElement().satisfies(ended -> {
            assertThat(ended.committed()).isEqualTo(commit);
            assertThat(ended.partitions()).containsExactly(P0, P1);
        });
        desk.mark();
        desk.restart();
        assertThat(desk.toMark).isEmpty();
        assertThat(desk.state()).isEqualTo(commit ? TransactionState.COMPLETE_COMMIT : TransactionState.COMPLETE_ABORT);
        assertThat(desk.end(owner, commit, V2)).isEqualTo(Owner.of(100, (short) 1));
    }

    @Test
    void aMarkThatComesTwiceOrLateChangesNothing() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, true, V2);
        Ended ended = desk.toMark.get(0);
        desk.mark();
        desk.add(next, V2, P1);

        desk.coordinator.marked(ended, desk.nowMs, desk.wallMs);

        assertThat(desk.state()).isEqualTo(TransactionState.ONGOING);
    }

    @Test
    void whenTheEpochsRunOutTheOwnerGoesOnUnderANewId() {
        Owner owner = upTo(LAST_EPOCH);
        desk.add(owner, V2, P0);

        Owner next = desk.end(owner, true, V2);

        assertThat(next).isEqualTo(Owner.of(101, (short) 0));
        assertThat(desk.toMark).singleElement().satisfies(ended -> {
            assertThat(ended.producerId()).isEqualTo(100);
            assertThat(ended.epoch()).isEqualTo(Short.MAX_VALUE);
        });
        desk.restart();
        desk.mark();
        assertThat(desk.end(owner, true, V2)).isEqualTo(next);
        assertThat(desk.whole(next, false, V2)).isEqualTo(Owner.of(101, (short) 1));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "32766, true", "32766, false"})
    void whoEndsItsNextTransactionBeforeTheMarkersIsNotFenced(short epoch, boolean commit) {
        Owner owner = upTo(epoch);
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, commit, V2);

        assertThat(desk.end(next, true, V2).error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(desk.end(next, false, V2).error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);

        desk.mark();
        assertThat(desk.end(next, true, V2).error()).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(desk.end(next, false, V2).error()).isEqualTo(Errors.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "32766, true", "32766, false"})
    void whoGoesOnBeforeTheMarkersWaitsForThem(short epoch, boolean commit) {
        Owner owner = upTo(epoch);
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, commit, V2);

        AtomicReference<Errors> waiting = desk.adding(next, V2, P1);
        assertThat(waiting.get()).isNull();
        assertThat(desk.verify(next, P1)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(desk.init(next.producerId(), next.epoch()).error()).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);

        desk.mark();
        assertThat(waiting.get()).isEqualTo(Errors.NONE);
        assertThat(desk.verify(next, P1)).isEqualTo(Errors.NONE);
    }

    @Test
    void aNewOwnerAtTheLastEpochGetsANewIdToo() {
        Owner owner = upTo(LAST_EPOCH);

        assertThat(desk.init(owner.producerId(), owner.epoch())).isEqualTo(Owner.of(101, (short) 0));
    }

    @Test
    void anIdThatNobodyUsesIsForgotten() {
        desk.whole(desk.init(), true, V2);

        desk.pass(TransactionLimits.DEFAULT.idExpirationMs() - 1);
        assertThat(desk.describe()).isNotNull();
        desk.pass(1);

        assertThat(desk.describe()).isNull();
        desk.restart();
        assertThat(desk.describe()).isNull();
        assertThat(desk.init()).isEqualTo(Owner.of(101, (short) 0));
    }

    @Test
    void whoWaitsIsToldToLookElsewhereWhenTheDiskIsLost() {
        Owner owner = desk.init();
        desk.add(owner, V2, P0);
        Owner next = desk.end(owner, true, V2);
        AtomicReference<Errors> waiting = desk.adding(next, V2, P0);

        desk.coordinator.resign();

        assertThat(waiting.get()).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(desk.init().error()).isEqualTo(Errors.NOT_COORDINATOR);
    }

    private Owner upTo(short epoch) {
        Owner owner = desk.init();
        while (owner.epoch() < epoch) {
            owner = desk.init();
        }
        return owner;
    }
}
