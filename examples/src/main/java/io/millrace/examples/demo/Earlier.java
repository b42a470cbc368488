package io.millrace.examples.demo;

import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an earlier run left. Sources and the job count at least once: one that was cut off would count some flights twice,
 * and is begun anew. The sink may go on where it stood, since it replaces rows by their keys. One thread.
 */
final class Earlier {
    private final DemoPlan plan;
    private final Cluster cluster;
    private final Connectors connectors;
    private final PrintStream err;

    Earlier(DemoPlan plan, Cluster cluster, Connectors connectors, PrintStream err) {
        this.plan = plan;
        this.cluster = cluster;
        this.connectors = connectors;
        this.err = err;
    }

    /** Topics of our names that no connector of ours wrote: deleted in a log of our own, refused anywhere else. */
    void refuseForeign() {
        Set<String> there = connectors.names();
        if (!there.contains(Connectors.AIRPORTS)) {
            forget(List.of(FlightsJob.AIRPORTS));
        }
        if (!there.contains(Connectors.FLIGHTS)) {
            forget(List.of(FlightsJob.FLIGHTS, FlightsJob.DEAD_LETTERS, FlightsJob.DELAYS));
        }
    }

    private void forget(List<String> topics) {
        Set<String> found = cluster.topics(topics).keySet();
        if (plan.bootstrap() != null && !found.isEmpty()) {
            throw new Refused(
                    Main.FAILED,
                    "the cluster has a topic " + found.iterator().next()
                            + " that this demo did not make; delete it, or name another cluster");
        }
        cluster.delete(found);
    }

    /** Takes back all that was fed and computed, but not the airports. */
    void reset(Ground ground, boolean sameInput) {
        Set<String> there = connectors.names();
        List<String> topics =
                new ArrayList<>(cluster.topics(List.of(FlightsJob.FLIGHTS, FlightsJob.DEAD_LETTERS, FlightsJob.DELAYS))
                        .keySet());
        topics.addAll(cluster.topicsOf(JobRun.APPLICATION + "-"));
        boolean fresh = topics.isEmpty() && !there.contains(Connectors.FLIGHTS) && !there.contains(Connectors.DELAYS);
        if (!fresh) {
            err.println((sameInput ? "flights: this input was not finished" : "flights: the log holds another input")
                    + "; resetting topics, offsets, state and table");
            for (String name : List.of(Connectors.FLIGHTS, Connectors.DELAYS)) {
                if (there.contains(name)) {
                    connectors.delete(name);
                }
            }
        }
        awaitEndOfSessions(JobRun.APPLICATION);
        awaitEndOfSessions(Connectors.groupOf(Connectors.DELAYS));
        cluster.delete(topics);
        dropTable(ground.database(), there.contains(Connectors.DELAYS));
    }

    /** The sink begins anew when the table is gone that its offsets speak of. */
    void resetSinkWithoutTable(Ground ground) {
        if (!ground.database().hasTable()) {
            if (connectors.names().contains(Connectors.DELAYS)) {
                connectors.delete(Connectors.DELAYS);
            }
            awaitEndOfSessions(Connectors.groupOf(Connectors.DELAYS));
        }
    }

    private void dropTable(Database database, boolean ours) {
        if (plan.database() != null && !ours && database.hasTable()) {
            throw new Refused(
                    Main.FAILED,
                    "--jdbc-url: there is a table " + Database.TABLE
                            + " that this demo did not make; drop it, or name another database");
        }
        database.dropTable();
    }

    /** An instance that was killed stays a member until its session times out, and a group with members is not deleted. */
    private void awaitEndOfSessions(String group) {
        long deadline = System.nanoTime() + 5L * JobRun.SESSION_TIMEOUT_MS * 1_000_000L;
        boolean said = false;
        while (!cluster.deleteGroup(group)) {
            if (System.nanoTime() > deadline) {
                throw new Stage.Stalled("group " + group
                        + " has members; is another demo running on this cluster? End it, then run again");
            }
            if (!said) {
                said = true;
                err.printf(
                        "%s: waiting for the session of the instance that was cut off to end (about %d s)%n",
                        group, JobRun.SESSION_TIMEOUT_MS / 1000);
            }
            cluster.session().loop().turn(100);
        }
    }
}
