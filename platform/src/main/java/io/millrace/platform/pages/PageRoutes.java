package io.millrace.platform.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.platform.pages.ask.HttpJson;
import io.millrace.platform.pages.ask.RegistryAsk;
import io.millrace.platform.pages.ask.TopicAsk;
import io.millrace.platform.pages.view.OneLine;
import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is where. Only reading: there is no other method than GET. <i>Any thread.</i> */
final class PageRoutes {
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Looking looking;

    PageRoutes(Vertx vertx, Looking looking) {
        this.vertx = vertx;
        this.looking = looking;
    }

    void mount(Router router) {
        router.get("/").handler(this::index);
        router.get("/app/:file").handler(context -> file(context, Assets.own(context.pathParam("file")), "no-cache"));
        router.getWithRegex("/webjars/(?<path>.+)")
                .handler(context -> blocking(context, () -> Assets.library(context.pathParam("path")), FOREVER));
        router.get("/api/live").handler(context -> {
            if (!looking.live().send(context.response())) {
                ErrorAnswers.fail(context, 503, "too many pages look already: close some");
            }
        });
        router.get("/api/now")
                .handler(context -> answer(context, looking -> looking.sampler().now()));
        router.get("/api/topics/:topic")
                .handler(context -> answer(context, looking -> looking.topics().topic(context.pathParam("topic"))));
        router.get("/api/subjects")
                .handler(context -> answer(context, looking -> registry(looking).subjects()));
        router.get("/api/subjects/:subject")
                .handler(
                        context -> answer(context, looking -> registry(looking).subject(context.pathParam("subject"))));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the page shows cannot be written as JSON", e);
        }
    }

    private static RegistryAsk registry(Looking looking) {
        RegistryAsk registry = looking.registry();
        if (registry == null) {
            throw new HttpJson.Refused(404, "there is no schema registry");
        }
        return registry;
    }

    private void index(RoutingContext context) {
        Assets assets = looking.assets();
        context.response()
                .putHeader("Content-Security-Policy", assets.policy())
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY");
        file(context, assets.index(), "no-cache");
    }

    private void blocking(
            RoutingContext context, java.util.concurrent.Callable<Assets.@Nullable Asset> load, String keep) {
        vertx.executeBlocking(load, false)
                .onSuccess(asset -> file(context, asset, keep))
                .onFailure(context::fail);
    }

    private static void file(RoutingContext context, Assets.@Nullable Asset asset, String keep) {
        if (asset == null) {
            context.next();
            return;
        }
        context.response()
                .putHeader("Content-Type", asset.type())
                .putHeader("Cache-Control", keep)
                .putHeader("ETag", asset.tag());
        if (asset.tag().equals(context.request().getHeader("If-None-Match"))) {
            context.response().setStatusCode(304).end();
            return;
        }
        context.response().end(Buffer.buffer(asset.bytes()));
    }

    private void answer(RoutingContext context, Function<Looking, CompletableFuture<?>> ask) {
        CompletableFuture<?> future;
        try {
            future = ask.apply(looking);
        } catch (HttpJson.Refused refused) {
            ErrorAnswers.fail(context, refused.status(), OneLine.of(refused));
            return;
        }
        future.whenComplete((value, failure) -> context.vertx().runOnContext(now -> {
            if (failure != null) {
                fail(context, failure);
                return;
            }
            context.response()
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .putHeader("Cache-Control", "no-store")
                    .end(json(value));
        }));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (why instanceof TopicAsk.NoSuchTopic) {
            ErrorAnswers.fail(context, 404, OneLine.of(why));
        } else if (why instanceof HttpJson.Refused refused) {
            ErrorAnswers.fail(context, refused.status() == 404 ? 404 : 503, OneLine.of(why));
        } else {
            ErrorAnswers.fail(context, 503, OneLine.of(why));
        }
    }
}
