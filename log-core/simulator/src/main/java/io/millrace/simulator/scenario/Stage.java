package io.millrace.simulator.scenario;

import io.millrace.client.config.ClientConfig;
import io.millrace.simulator.network.Network;
import io.millrace.simulator.world.World;
import java.util.List;

/**
 * What a cast is given. <i>Immutable.</i>
 *
 * @param world turns every loop
 * @param network reaches the node
 * @param options what the seed makes of the run
 * @param sabotage what is broken on purpose
 */
public record Stage(World world, Network network, Options options, Sabotage sabotage) {
    /** How clients of that name are set: less patient than in life, so that what takes long takes short. */
    public ClientConfig client(String name) {
        return new ClientConfig(
                List.of(Network.NODE),
                name,
                2_000,
                20_000,
                new ClientConfig.Pause(20, 200),
                new ClientConfig.Pause(10, 200),
                60_000,
                false);
    }
}
