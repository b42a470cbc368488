package io.millrace.connect.http;

import io.millrace.connect.herder.Herder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /connector-plugins}. <i>Any thread.</i> */
final class PluginPaths {
    private final Herder herder;

    PluginPaths(Herder herder) {
        this.herder = herder;
    }

    /** Null when there is nothing at that path. */
    @Nullable
    CompletableFuture<Reply> answer(Ask ask) {
        int depth = ask.parts().size();
        if (depth == 1) {
            expect(ask, "GET");
            return list(ask.flag("connectorsOnly", true));
        }
        if (depth == 3 && ask.part(2).equals("config")) {
            expect(ask, "GET");
            return herder.pluginKeys(ask.part(1))
                    .thenApply(plugin -> Reply.ok(
                            plugin.keys().stream().map(Views::definition).toList()));
        }
        if (depth == 4 && ask.part(2).equals("config") && ask.part(3).equals("validate")) {
            expect(ask, "PUT");
            return herder.validate(ask.part(1), Ask.config(ask.object(), "the config"))
                    .thenApply(report -> Reply.ok(Views.report(report)));
        }
        return null;
    }

    private CompletableFuture<Reply> list(boolean connectorsOnly) {
        return CompletableFuture.completedFuture(Reply.ok(herder.plugins().stream()
                .filter(plugin -> !connectorsOnly || plugin.kind().isConnector())
                .map(Views::plugin)
                .toList()));
    }

    private static void expect(Ask ask, String method) {
        if (!ask.method().equals(method)) {
            throw ConnectorPaths.notAllowed(ask);
        }
    }
}
