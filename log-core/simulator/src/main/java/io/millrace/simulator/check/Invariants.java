package io.millrace.simulator.check;

import java.util.List;
import java.util.function.Predicate;

/** All invariants as one. <i>Loop-owned.</i> */
public final class Invariants implements Invariant {
    private final List<Invariant> all;

    /** Of a run that has not begun. */
    public Invariants() {
        this(name -> true);
    }

    /** Those of these names only: what one sees first hides what another would have seen. */
    public Invariants(Predicate<String> names) {
        List<Invariant> every = List.of(
                new OffsetsAreForever(),
                new NoGap(),
                new HighWatermarkStays(),
                new NoDuplicate(),
                new OrderIsKept(),
                new AcknowledgedIsKept(),
                new OneOwner(),
                new CommitsStay(),
                new GroupSeesAll());
        this.all = every.stream()
                .filter(each -> names.test(each.getClass().getSimpleName()))
                .toList();
    }

    @Override
    public void acknowledged(Mark mark, long offset) {
        all.forEach(each -> each.acknowledged(mark, offset));
    }

    @Override
    public void read(String reader, int partition, long position, long offset, Mark mark) {
        all.forEach(each -> each.read(reader, partition, position, offset, mark));
    }

    @Override
    public void outOfRange(String reader, int partition, long position) {
        all.forEach(each -> each.outOfRange(reader, partition, position));
    }

    @Override
    public void fetchArrived(long fetch) {
        all.forEach(each -> each.fetchArrived(fetch));
    }

    @Override
    public void highWatermark(long fetch, int partition, long offset) {
        all.forEach(each -> each.highWatermark(fetch, partition, offset));
    }

    @Override
    public void assigned(String member, int generation, int partition, long position) {
        all.forEach(each -> each.assigned(member, generation, partition, position));
    }

    @Override
    public void processed(String member, int partition, long offset) {
        all.forEach(each -> each.processed(member, partition, offset));
    }

    @Override
    public void committed(int partition, long offset) {
        all.forEach(each -> each.committed(partition, offset));
    }

    @Override
    public void commitsAsked(String reader) {
        all.forEach(each -> each.commitsAsked(reader));
    }

    @Override
    public void commitFound(String reader, int partition, long offset) {
        all.forEach(each -> each.commitFound(reader, partition, offset));
    }

    @Override
    public void auditBegins() {
        all.forEach(Invariant::auditBegins);
    }

    @Override
    public void audited(List<List<Mark>> partitions) {
        all.forEach(each -> each.audited(partitions));
    }

    @Override
    public void ended(List<List<Mark>> partitions) {
        all.forEach(each -> each.ended(partitions));
    }
}
