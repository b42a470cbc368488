package io.millrace.connect.herder;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.connect.herder.config.Validation;
import io.millrace.connect.storage.Stores;
import java.time.Duration;

/**
 * What all connectors of a worker share. <i>Immutable;</i> what it leads to is for any thread, the random numbers for the
 * loop alone.
 *
 * @param loop owns all states
 * @param stores what is kept in the log
 * @param tasks starts tasks
 * @param validation asks connectors' classes
 * @param foreign where that is done
 * @param rng spreads restarts
 * @param grace how long a stop may take
 * @param tracksTopics whether the topics that a connector uses are remembered
 */
record Ground(
        Loop loop,
        Stores stores,
        TaskStarter tasks,
        Validation validation,
        ForeignCalls foreign,
        Rng rng,
        Duration grace,
        boolean tracksTopics) {}
