package io.millrace.connector.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads its files in turn, a block of each, and hands over rows in batches. *Any thread*: the lock is the task itself,
 * because some workers stop a task from outside of its thread.
 */
public final class FileSourceTask extends SourceTask {

    static final String FILE = "file";

    private static final Logger LOG = LoggerFactory.getLogger(FileSourceTask.class);
    /** What could not be opened is asked for again only now and then: its offset may have to be read from the log. */
    private static final long LOOK_AGAIN_NANOS = 2_000_000_000L;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<TailedFile> files = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, String> toldOf = new HashMap<>();
    private long refusedSinceNanos = System.nanoTime();
    private final Block block = new Block();
    private @Nullable Job job;
    private int turn;

    /** What a started task works by. */
    private record Job(FileSourceConfig config, FileGlob glob, FileRoots roots, BadRows badRows) {
        boolean isDirectory() {
            return !config.directory().isEmpty();
        }
    }

    @Override
    public String version() {
        return new FileSourceConnector().version();
    }

    @Override
    public synchronized void start(Map<String, String> props) {
        FileSourceConfig config = FileSourceConfig.from(props);
        int task = Integer.parseInt(props.getOrDefault(FileSourceConnector.TASK, "0"));
        int tasks = Integer.parseInt(props.getOrDefault(FileSourceConnector.TASKS, "1"));
        Job started = new Job(
                config,
                new FileGlob(config.directory(), config.pattern(), task, tasks),
                FileRoots.ofProcess(),
                new BadRows(config.badRows(), config.badRowsTopic()));
        job = started;
        look(started);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = batch();
        if (!records.isEmpty()) {
            return records;
        }
        Job now = job;
        stopped.await(now == null ? 1 : now.config.pollIntervalMs(), TimeUnit.MILLISECONDS);
        return null;
    }

    private synchronized List<SourceRecord> batch() {
        Job now = job;
        if (now == null) {
            return List.of();
        }
        List<SourceRecord> records = new ArrayList<>(now.config.batchRows());
        try {
            read(now, records);
        } catch (IOException e) {
            throw new ConnectException("a file cannot be read: " + e, e);
        }
        if (records.isEmpty() && !now.config.directory().isEmpty()) {
            look(now);
        }
        return records;
    }

    private void read(Job now, List<SourceRecord> records) throws IOException {
        int ended = 0;
        while (records.size() < now.config.batchRows() && ended < files.size()) {
            turn = turn % files.size();
            TailedFile file = files.get(turn);
            if (!block.holds(file)) {
                file = unchanged(now, file);
                if (file == null) {
                    continue;
                }
            }
            switch (file.read(block, records, now.config.batchRows())) {
                case LIMIT -> {}
                case FATAL -> {
                    return;
                }
                case BLOCK -> {
                    ended = 0;
                    turn++;
                }
                case END -> {
                    if (end(now, file)) {
                        ended++;
                        turn++;
                    }
                }
            }
        }
    }

    /** The file itself, or, if it was truncated or replaced, the one that has its name now; null if that may not be read. */
    private @Nullable TailedFile unchanged(Job now, TailedFile file) throws IOException {
        String change = file.change();
        if (change == null) {
            return file;
        }
        if (!now.config.restartOnChange()) {
            throw file.changed(change);
        }
        LOG.warn("{}: {}; reading it from its start", file.name(), change);
        try {
            TailedFile next = TailedFile.open(file.name(), now.roots, now.config, now.badRows, null);
            file.close();
            files.set(turn, next);
            return next;
        } catch (FileRoots.Refused e) {
            if (!now.isDirectory()) {
                throw new ConnectException(e.why());
            }
            leftOut(file.name(), e);
            drop(file);
            known.add(file.name());
            return null;
        }
    }

    /** What may not be read is told once for each reason, and looked at again. */
    private void leftOut(String name, FileRoots.Refused why) {
        refused.add(name);
        if (!why.isMissing() && !why.why().equals(toldOf.put(name, why.why()))) {
            LOG.warn("left out: {}", why.why());
        }
    }

    private void drop(TailedFile file) throws IOException {
        file.close();
        files.remove(file);
        known.remove(file.name());
    }

    /** Whether the file stays in turn: one that is not tailed has said all that it says. */
    private boolean end(Job now, TailedFile file) throws IOException {
        if (file.isFirstEnd()) {
            LOG.info(
                    "{}: read to its end, {} rows ({} bad rows in all files)",
                    file.name(),
                    file.rowsRead(),
                    now.badRows.count());
        }
        if (!now.config.tail()) {
            file.close();
            files.remove(file);
            return false;
        }
        if (now.isDirectory() && file.isGone()) {
            LOG.info("{}: is gone, and read to its end", file.name());
            drop(file);
            return false;
        }
        return true;
    }

    /** Opens files not seen before. */
    private void look(Job now) {
        if (System.nanoTime() - refusedSinceNanos > LOOK_AGAIN_NANOS) {
            refusedSinceNanos = System.nanoTime();
            known.removeAll(refused);
            refused.clear();
        }
        List<String> names = names(now).stream().filter(known::add).toList();
        if (names.isEmpty()) {
            return;
        }
        List<Map<String, String>> partitions =
                names.stream().map(name -> Map.of(FILE, name)).toList();
        Map<Map<String, String>, Map<String, Object>> offsets =
                context.offsetStorageReader().offsets(partitions);
        for (String name : names) {
            try {
                files.add(TailedFile.open(name, now.roots, now.config, now.badRows, offsets.get(Map.of(FILE, name))));
            } catch (FileRoots.Refused e) {
                if (!now.isDirectory()) {
                    throw new ConnectException(e.why());
                }
                leftOut(name, e);
            } catch (IOException e) {
                throw new ConnectException(name + " cannot be opened: " + e, e);
            }
        }
    }

    private static List<String> names(Job now) {
        if (now.config.directory().isEmpty()) {
            return List.of(now.config.file());
        }
        try {
            Path real = now.roots.directory(now.config.directory());
            return now.glob.list(real);
        } catch (FileRoots.Refused e) {
            throw new ConnectException(e.why());
        } catch (IOException e) {
            throw new ConnectException(now.config.directory() + " cannot be listed: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        synchronized (this) {
            for (TailedFile file : files) {
                close(file);
            }
            files.clear();
            job = null;
        }
    }

    private static void close(TailedFile file) {
        LOG.info("{}: {} rows read since it was opened", file.name(), file.rowsRead());
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("{} did not close: {}", file.name(), e.toString());
        }
    }
}
