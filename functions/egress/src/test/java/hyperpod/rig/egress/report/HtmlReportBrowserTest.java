package hyperpod.rig.egress.report;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The report in a real browser; {@code make test} installs it: Debian's packages chromium and chromium-driver. */
class HtmlReportBrowserTest {

    private static final Path WORLDS = Path.of("src/test/resources/worlds");
    private static final EffectivePolicy STRICT = EffectivePolicy.requested(EgressPolicy.of(EgressPolicy.Mode.STRICT));
    private static final int PHONE = 375;
    private static final int DESK = 1280;
    private static ChromeDriver browser;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start(@TempDir Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nat-open",
                "locked",
                "appliance",
                "tgw-peering-to-egress-vpc",
                "igw-without-public-address",
                "endpoints-unusable"
            })
    void aWorldsReportShowsItsPictures(String world) throws IOException {
        AuditResult result = EgressAudit.audit(
                SnapshotReader.readDirectory(WORLDS.resolve(world)),
                new AuditRequest(
                        List.of(), List.of(), EgressPolicy.of(EgressPolicy.Mode.STRICT), LocalDate.of(2026, 1, 1)));
        open(result);
        for (int width : new int[] {PHONE, DESK}) {
            resize(width);
            assertThat(overflow()).as("what is wider than %d px", width).isEmpty();
            List<WebElement> pictures = browser.findElements(By.cssSelector("svg.way"));
            assertThat(pictures).isNotEmpty().allSatisfy(picture -> {
                assertThat(picture.getSize().getHeight()).isGreaterThan(100);
                assertThat(picture.getSize().getWidth()).isBetween(200, width);
            });
        }
        assertThat(browser.findElement(By.tagName("h1")).getText())
                .isEqualTo(result.verdict().name());
        for (String scheme : List.of("light", "dark")) {
            media("screen", scheme);
            assertThat(contrast("h1")).as("contrast of the verdict, " + scheme).isGreaterThan(4.5);
            assertThat(contrast("figcaption, article p"))
                    .as("contrast of text, " + scheme)
                    .isGreaterThan(4.5);
        }
        media("print", "light");
        assertThat(browser.findElements(By.cssSelector("svg.way"))).allMatch(WebElement::isDisplayed);
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void subnetsThatAreAlikeShareAPicture() throws IOException {
        List<SubnetResult> many = IntStream.range(0, 5_000)
                .mapToObj(i -> new SubnetResult(
                        "subnet-" + i, "vpc-1", Optional.of("rtb-1"), Verdict.LOCKED, Verdict.LOCKED, List.of()))
                .toList();
        open(new AuditResult(STRICT, many, List.of()));
        resize(PHONE);
        assertThat(browser.findElements(By.cssSelector("svg.way"))).hasSize(1);
        assertThat(overflow()).isEmpty();
        assertThat(browser.getPageSource()).contains("subnet-4999", "All 5000 subnets");
    }

    @Test
    void whatASnapshotSaysIsTextAndNothingElse() throws IOException {
        String hostile = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
                + "x".repeat(400);
        open(new AuditResult(
                STRICT,
                List.of(new SubnetResult(
                        hostile, hostile, Optional.of(hostile), Verdict.WEAKENED, Verdict.LOCKED, List.of())),
                List.of(Finding.of(Control.PUBLIC_ADDRESS, hostile, hostile, hostile, hostile))));
        resize(PHONE);
        assertThat(browser.getTitle()).isEqualTo("Egress audit: WEAKENED");
        assertThat(browser.findElements(By.cssSelector("script, img"))).isEmpty();
        assertThat(overflow()).isEmpty();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private void open(AuditResult result) throws IOException {
        Path file = directory.resolve("report.html");
        Files.writeString(file, HtmlReport.of(result));
        media("screen", "light");
        browser.get(file.toUri().toString());
    }

    private static void resize(int width) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == PHONE));
    }

    private static void media(String medium, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", medium, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Elements that end right of the viewport. */
    private static List<?> overflow() {
        return (List<?>) browser.executeScript("""
                const width = document.documentElement.clientWidth;
                return [...document.querySelectorAll('body *')]
                    .filter(element => element.getBoundingClientRect().right > width + 1)
                    .map(element => element.tagName + '.' + element.getAttribute('class'))
                    .concat(document.documentElement.scrollWidth > width ? ['page'] : []);
                """);
    }

    /** Contrast of the first such element's text against what is behind it, as WCAG 2 computes it. */
    private static double contrast(String selector) {
        return ((Number) browser.executeScript("""
                const luminance = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number).map(c => c / 255)
                    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const element = document.querySelector(arguments[0]);
                let behind = element;
                while (getComputedStyle(behind).backgroundColor.match(/, 0\\)$/)) behind = behind.parentElement;
                const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminance);
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                """, selector)).doubleValue();
    }
}
