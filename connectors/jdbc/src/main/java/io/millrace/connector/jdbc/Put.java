package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.Batch.RowsOf;
import io.millrace.connector.jdbc.Batches.Poison;
import io.millrace.connector.jdbc.dialect.Dialect;
import io.millrace.connector.jdbc.dialect.Fault;
import io.millrace.connector.jdbc.dialect.MisfitException;
import io.millrace.connector.jdbc.dialect.Target;
import io.millrace.connector.jdbc.dialect.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the batches of one put in one transaction. At first all at once; if a row is refused, all is taken back and
 * written again with savepoints, in halves and halves of halves until the rows that are to blame stand alone.
 * <i>Loop-owned.</i>
 */
final class Put {
    /** Told of the rows left out, before the others are committed: what it throws takes all back. */
    interface PoisonSink {
        void refuse(List<Poison> poison);
    }

    private final Database database;
    private final Dialect dialect;
    private final boolean upsert;
    private final boolean tolerant;
    private final PoisonSink refused;

    /** Tolerant: records that do not fit a table that takes others are poison, and no error of the whole put. */
    Put(Database database, Dialect dialect, boolean upsert, boolean tolerant, PoisonSink refused) {
        this.database = database;
        this.dialect = dialect;
        this.upsert = upsert;
        this.tolerant = tolerant;
        this.refused = refused;
    }

    /** Writes all but the poison, or nothing and throws. */
    void write(List<Batch> batches, List<Poison> unfit) throws SQLException {
        try {
            var poison = new ArrayList<Poison>(unfit);
            prepare(batches, poison);
            if (poison.isEmpty() && all(batches)) {
                return;
            }
            careful(batches, poison);
        } catch (JdbiException e) {
            throw Database.errorOf(e);
        } finally {
            database.rollback();
        }
    }

    /** Looks at the tables before the transaction begins, so that one that is made is there for other tasks at once. */
    private void prepare(List<Batch> batches, List<Poison> poison) throws SQLException {
        var misfits = new LinkedHashMap<Batch, Map<Shape, MisfitException>>();
        for (Batch batch : batches) {
            for (Shape shape : batch.shapes()) {
                try {
                    target(batch, shape);
                } catch (MisfitException e) {
                    misfits.computeIfAbsent(batch, b -> new LinkedHashMap<>()).put(shape, e);
                }
            }
        }
        // Only now, since the shape that shows that the table is no mistake may come last.
        misfits.forEach((batch, shapes) -> shapes.forEach((shape, why) -> leaveOut(batch, shape, why, poison)));
    }

    private void leaveOut(Batch batch, Shape shape, MisfitException why, List<Poison> poison) {
        if (!tolerant || !database.hasTaken(batch.table())) {
            throw why;
        }
        batch.remove(shape).forEach(record -> poison.add(new Poison(record, why)));
    }

    /** Answers false, with all taken back, if a row was refused. */
    private boolean all(List<Batch> batches) throws SQLException {
        database.handle().begin();
        try {
            for (Batch batch : batches) {
                write(batch, 0, batch.size());
            }
            database.handle().commit();
            return true;
        } catch (SQLException | JdbiException e) {
            SQLException error = Database.errorOf(e);
            if (dialect.fault(error) != Fault.POISON) {
                throw error;
            }
            database.rollback();
            return false;
        }
    }

    private void careful(List<Batch> batches, List<Poison> poison) throws SQLException {
        database.handle().begin();
        dialect.checkAtOnce(database.handle());
        for (Batch batch : batches) {
            isolate(batch, 0, batch.size(), poison);
        }
        if (!poison.isEmpty()) {
            refused.refuse(poison);
        }
        database.handle().commit();
    }

    private void isolate(Batch batch, int from, int to, List<Poison> poison) throws SQLException {
        database.handle().execute("SAVEPOINT part");
        SQLException error = attempt(batch, from, to);
        if (error == null) {
            database.handle().execute("RELEASE SAVEPOINT part");
            return;
        }
        if (dialect.fault(error) != Fault.POISON) {
            throw error;
        }
        database.handle().execute("ROLLBACK TO SAVEPOINT part");
        database.handle().execute("RELEASE SAVEPOINT part");
        if (to - from == 1) {
            poison.add(new Poison(batch.record(from), error));
            return;
        }
        int middle = (from + to) >>> 1;
        isolate(batch, from, middle, poison);
        isolate(batch, middle, to, poison);
    }

    private @Nullable SQLException attempt(Batch batch, int from, int to) {
        try {
            write(batch, from, to);
            return null;
        } catch (SQLException | JdbiException e) {
            return Database.errorOf(e);
        }
    }

    private void write(Batch batch, int from, int to) throws SQLException {
        if (batch.mixed() && !exactKeys(batch)) {
            for (int start = from; start < to; ) {
                int end = batch.endOfKind(start, to);
                write(batch, batch.work(start, end));
                start = end;
            }
            return;
        }
        write(batch, batch.work(from, to));
    }

    /** Whether the server calls only those keys equal that are so here; a table that is missing has none. */
    private boolean exactKeys(Batch batch) throws SQLException {
        for (Shape shape : batch.shapes()) {
            Optional<Target> target = target(batch, shape);
            if (target.isPresent() && !target.get().exactKeys()) {
                return false;
            }
        }
        return true;
    }

    private void write(Batch batch, Batch.Work work) throws SQLException {
        if (work.deletes() != null) {
            write(batch, work.deletes());
        }
        if (work.writes() != null) {
            write(batch, work.writes());
        }
    }

    private void write(Batch batch, RowsOf rows) throws SQLException {
        if (rows.size() == 0) {
            return;
        }
        Optional<Target> target = target(batch, rows.shape());
        if (target.isPresent() && !target.get().write(database.handle(), rows)) {
            int middle = rows.size() >>> 1;
            write(batch, rows.part(0, middle));
            write(batch, rows.part(middle, rows.size()));
        }
    }

    private Optional<Target> target(Batch batch, Shape shape) throws SQLException {
        Write write = shape.delete() ? Write.DELETE : upsert ? Write.UPSERT : Write.INSERT;
        return database.target(batch.table(), shape, write);
    }
}
