package io.millrace.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in Chromium: every view is opened, and the browser has nothing to complain about. */
@Tag("full")
@Timeout(180)
class PagesInBrowserTest {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final AtomicBoolean feeding = new AtomicBoolean(true);
    private World world;
    private ChromeDriver browser;
    private Thread feeder;

    @BeforeEach
    void begin() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "no Chromium here: scripts/prepare-full.sh installs chromium and chromium-driver");
        world = new World();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--window-size=1400,1050");
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    @AfterEach
    void end() throws InterruptedException {
        feeding.set(false);
        if (feeder != null) {
            feeder.join();
        }
        if (browser != null) {
            browser.quit();
        }
        if (world != null) {
            world.close();
        }
    }

    @Test
    void everyViewOfAPipelineIsShownAndTheBrowserHasNoComplaint() throws Exception {
        pipeline();
        open("#/overview");

        see("Overview");
        await(
                "a rate on the way to the job",
                () -> text(edge("t:flights", "j:flights")).contains("/s"));
        await(
                "a rate on the way to the table",
                () -> text(edge("t:delays", "c:delays-table")).contains("/s"));
        await("the chart", () -> !all("mill-chart canvas").isEmpty());
        assertThat(all("mill-overview .problem")).isEmpty();
        awaitPictures(12);
        screenshot("overview");
        assertThat(ground()).as("by day").isGreaterThan(200);
        dark();
        assertThat(ground()).as("by night").isLessThan(60);
        awaitPictures(1);
        screenshot("overview-dark");

        world.sink("FAILED");
        await("the failure", () -> !all("mill-overview .problem").isEmpty());
        assertThat(find("mill-overview .problem").getText())
                .contains("delays-table", "relation is gone")
                .doesNotContain(World.MARKER);

        press("g", "p");
        see("Pipeline");
        click("[data-node='j:flights']");
        await("the job's steps", () -> all(".node.step").size() >= 5);
        assertThat(browser.getCurrentUrl()).contains("open=flights");
        awaitPictures(2);
        screenshot("pipeline");
        click("input[name=internal]");
        await("the job's own topics", () -> browser.getPageSource().contains("-changelog"));

        press("g", "t");
        see("Topics");
        press("/");
        browser.switchTo().activeElement().sendKeys("flig", Keys.ESCAPE);
        await("one topic", () -> all("mill-topics tbody tr").size() == 1);
        assertThat(browser.getCurrentUrl()).contains("q=flig");
        click("mill-topics tbody a");
        see("flights");
        await("records", () -> all("tr.record").size() >= 20);
        click("input[name=hold]");
        click("tr.record");
        await("the whole record", () -> find(".whole").getText().contains("\"airline\": "));
        screenshot("topic");

        press("g", "c");
        see("Connectors");
        assertThat(find("[data-connector=delays-table]").getText()).contains("failed", "relation is gone");
        screenshot("connectors");

        press("g", "s");
        see("Subjects");
        await("subjects", () -> all("mill-subjects tbody tr").size() == 2);
        click("mill-subjects tbody tr:nth-child(2) a");
        see("flights-value");
        await("the schema", () -> find("pre.schema").getText().contains("\"airline\""));
        screenshot("subject");

        press("g", "o");
        see("Overview");
        assertThat(browser.getPageSource()).doesNotContain(World.MARKER);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void anEmptyNodeSaysWhatToDoAndTheBrowserHasNoComplaint() {
        for (String view : List.of("overview", "pipeline", "topics", "connectors", "subjects")) {
            open("#/" + view);
            await(view, () -> !all("main .empty").isEmpty());
        }

        assertThat(complaints()).isEmpty();
    }

    @Test
    void whatARecordHoldsIsTextAndNothingElse() throws Exception {
        world.create("hostile", 1);
        String script = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        world.write("hostile", 0, 1, World.text(script), World.text(script));

        open("#/topics/hostile?r=0-0");

        await("the text", () -> find(".whole").getText().contains("onerror"));
        assertThat(browser.getTitle()).isEqualTo("Millrace");
        assertThat(all("main img")).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    private void pipeline() throws Exception {
        for (String topic : List.of("airports", "flights", "delays", "delays-dead")) {
            world.create(topic, 2);
        }
        world.connectors();
        world.sink("RUNNING");
        world.startJob();
        feeder = new Thread(this::feed, "feeder");
        feeder.start();
    }

    private void feed() {
        String[] airlines = {"UA", "AA", "DL", "B6"};
        try {
            for (int i = 0; feeding.get(); i++) {
                String airline = airlines[i % airlines.length];
                world.write(
                        "flights",
                        i % 2,
                        1357034400000L + i * 1000L,
                        World.text(airline),
                        World.flight(airline, i % 5 == 0 ? null : "EWR", i % 60, 1357034400000L + i * 1000L));
                if (i % 20 == 0) {
                    world.commitSink();
                }
                LockSupport.parkNanos(3_000_000);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void open(String hash) {
        browser.get(world.url() + "/" + hash);
    }

    private void see(String title) {
        await("title " + title, () -> find("main h1").getText().contains(title));
    }

    private void press(String... keys) {
        Actions actions = new Actions(browser);
        for (String key : keys) {
            actions.sendKeys(key);
        }
        actions.perform();
    }

    private void click(String selector) {
        await(selector, () -> !all(selector).isEmpty());
        long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                find(selector).click();
                return;
            } catch (org.openqa.selenium.WebDriverException moved) {
                if (System.nanoTime() > giveUpAt) {
                    throw moved;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private WebElement find(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    private static String edge(String from, String to) {
        return ".figures[data-edge='" + from + " " + to + "']";
    }

    private String text(String selector) {
        List<WebElement> found = all(selector);
        return found.isEmpty() ? "" : String.valueOf(found.get(0).getDomProperty("textContent"));
    }

    /** So that there is something to be seen. */
    private void awaitPictures(int more) {
        JavascriptExecutor script = browser;
        long first = at(script);
        await(more + " more pictures", () -> at(script) - first >= more * 1000L);
    }

    private static long at(JavascriptExecutor script) {
        return ((Number) script.executeScript("return document.querySelector('mill-app').snap?.at ?? 0")).longValue();
    }

    private void dark() {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    }

    /** How bright the page is, of 255. */
    private int ground() {
        String colour = find("body").getCssValue("background-color");
        return Integer.parseInt(colour.replaceAll("^\\D+(\\d+).*", "$1"));
    }

    private static void await(String what, Supplier<Boolean> condition) {
        long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                if (condition.get()) {
                    return;
                }
            } catch (org.openqa.selenium.NoSuchElementException | StaleElementReferenceException notYet) {
                // Asked again below.
                assertThat(notYet).isNotNull();
            }
            assertThat(System.nanoTime()).as("no %s", what).isLessThan(giveUpAt);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    private void screenshot(String name) throws Exception {
        Path to = Path.of("target", "pages-" + name + ".png");
        Files.createDirectories(to.getParent());
        File taken = browser.getScreenshotAs(OutputType.FILE);
        Files.copy(taken.toPath(), to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
