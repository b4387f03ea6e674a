package hyperpod.rig.egress.report;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.AuditScope;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.SubnetResult;
import hyperpod.rig.egress.control.Control;
import hyperpod.rig.egress.finding.Finding;
import hyperpod.rig.egress.finding.Remedy;
import hyperpod.rig.egress.finding.Verdict;
import hyperpod.rig.egress.ingress.IngressKind;
import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathStatus;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
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
    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);
    private static final AuditContext CONTEXT = new AuditContext(
            Instant.parse("2026-01-01T10:30:00Z"),
            AuditContext.Moment.AFTER_CREATION,
            Optional.of("111122223333"),
            Optional.of("us-east-1"),
            Optional.of("nova-rig"),
            Optional.of("nova-1"));
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
                "endpoints-unusable",
                "relay-bastion"
            })
    void aWorldsReportShowsItsPictures(String world) throws IOException {
        AuditReport report = ofWorld(world, List.of(), List.of(), STRICT);
        open(report);
        look(world);
        for (int width : new int[] {PHONE, DESK}) {
            resize(width);
            assertThat(overflow()).as("what is wider than %d px", width).isEmpty();
            List<WebElement> pictures = browser.findElements(By.cssSelector("svg.way"));
            assertThat(pictures).isNotEmpty().allSatisfy(picture -> {
                assertThat(picture.getSize().getHeight()).isGreaterThan(100);
                assertThat(picture.getSize().getWidth()).isBetween(200, width);
            });
        }
        assertThat(browser.findElements(By.cssSelector(".side .word")))
                .extracting(WebElement::getText)
                .containsExactly(
                        report.result().verdict().name(),
                        report.result().ingressVerdict().name());
        assertThat(browser.findElements(By.cssSelector("details.control"))).hasSize(Control.values().length);
        assertThat(deadLinks()).isEmpty();
        for (String scheme : List.of("light", "dark")) {
            media("screen", scheme);
            assertThat(contrast(".side .word"))
                    .as("contrast of the verdict, " + scheme)
                    .isGreaterThan(4.5);
            assertThat(contrast("figcaption, article p"))
                    .as("contrast of text, " + scheme)
                    .isGreaterThan(4.5);
        }
        media("print", "light");
        assertThat(browser.findElements(By.cssSelector("svg.way"))).allMatch(WebElement::isDisplayed);
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void whatThePolicyAcceptsStandsInTheOpen() throws IOException {
        EffectivePolicy policy = EffectivePolicy.requested(new EgressPolicy(
                EgressPolicy.Mode.STRICT,
                List.of("203.0.114.0/24"),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                false));
        AuditReport report = ofWorld("allowed-destination", List.of("subnet-1"), List.of(), policy);
        open(report);
        look("accepted");
        String text = browser.findElement(By.tagName("body")).getText();
        assertThat(text)
                .contains(
                        "OPEN",
                        "The policy strict holds. It accepts",
                        "accepted by allowedCidrs 203.0.114.0/24, set by the requester")
                .doesNotContain("no way out", "No way out");
        assertThat(browser.findElement(By.cssSelector("#accepted li")).getText())
                .startsWith("OPEN EGR-101");
        assertThat(deadLinks()).isEmpty();
    }

    @Test
    void aLockedSubnetSaysWhatClosesEachWay() throws IOException {
        open(ofWorld("s3-endpoint-restricted", List.of("subnet-1"), List.of("sg-1"), STRICT));
        look("locked");
        assertThat(browser.findElement(By.cssSelector(".subnet dl")).getText())
                .contains(
                        "rtb-1",
                        "sg-1",
                        "Outbound: all traffic to itself; tcp 443 to pl-s3. Inbound: ",
                        "Network ACL",
                        "vpce-s3",
                        "aws:ResourceAccount");
    }

    @Test
    void aWayInHasAPictureFromOutsideToTheNodes() throws IOException {
        List<IngressPath> ways = List.of(
                new IngressPath(
                        IngressKind.INTERNET_GATEWAY,
                        PathStatus.OPEN,
                        "0.0.0.0/0",
                        "tcp 22",
                        List.of("igw-1", "eni-0123456789abcdef0", "subnet-1"),
                        Optional.empty(),
                        Optional.empty()),
                new IngressPath(
                        IngressKind.VPC_PEERING,
                        PathStatus.BLOCKED,
                        "10.1.0.0/16",
                        "none",
                        List.of("pcx-1", "subnet-1"),
                        Optional.of(Layer.RETURN_ROUTE),
                        Optional.empty()));
        open(report(new AuditResult(
                STRICT,
                List.of(new SubnetResult(
                        "subnet-1", "vpc-1", Optional.of("rtb-1"), Verdict.LOCKED, Verdict.OPEN, List.of(), ways)),
                List.of(Finding.of(
                        Control.INTERNET_CONNECTION,
                        "eni-0123456789abcdef0",
                        "the internet can open a connection to the interface (tcp 22)",
                        "sg-1 inbound: tcp 22 from 0.0.0.0/0",
                        Remedy.command(
                                "aws",
                                "ec2",
                                "revoke-security-group-ingress",
                                "--group-id",
                                "sg-1",
                                "--ip-permissions",
                                "IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=0.0.0.0/0}]"))))));
        look("way-in");
        resize(PHONE);
        assertThat(overflow()).isEmpty();
        assertThat(browser.findElements(By.cssSelector("svg.way desc")))
                .extracting(description -> description.getDomProperty("textContent"))
                .containsExactly(
                        "Subnet subnet-1 to Route table rtb-1; No way out",
                        "From 0.0.0.0/0 to Internet gateway igw-1 to Network interface eni-0123456789abcdef0"
                                + " to Subnet subnet-1; A node",
                        "From 10.1.0.0/16 to VPC peering pcx-1 to Subnet subnet-1; Blocked: no route back");
        assertThat(browser.findElement(By.tagName("body")).getText())
                .contains("WAY IN\nOPEN", "From 0.0.0.0/0 by internet gateway: open, tcp 22");
    }

    @Test
    void subnetsThatAreAlikeShareAPicture() throws IOException {
        List<SubnetResult> many = IntStream.range(0, 5_000)
                .mapToObj(i -> new SubnetResult(
                        "subnet-" + i,
                        "vpc-1",
                        Optional.of("rtb-1"),
                        Verdict.LOCKED,
                        Verdict.LOCKED,
                        List.of(),
                        List.of()))
                .toList();
        open(report(new AuditResult(STRICT, many, List.of())));
        resize(PHONE);
        assertThat(browser.findElements(By.cssSelector("svg.way"))).hasSize(1);
        assertThat(overflow()).isEmpty();
        assertThat(browser.getPageSource()).contains("subnet-4999", "All 5000 subnets");
    }

    @Test
    void whatASnapshotSaysIsTextAndNothingElse() throws IOException {
        String hostile = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
                + "x".repeat(400);
        open(report(new AuditResult(
                STRICT,
                List.of(new SubnetResult(
                        hostile,
                        hostile,
                        Optional.of(hostile),
                        Verdict.WEAKENED,
                        Verdict.LOCKED,
                        List.of(),
                        List.of())),
                List.of(Finding.of(Control.PUBLIC_ADDRESS, hostile, hostile, hostile, hostile)))));
        resize(PHONE);
        assertThat(browser.getTitle()).isEqualTo("Egress audit: WEAKENED");
        assertThat(browser.findElements(By.cssSelector("script, img"))).isEmpty();
        assertThat(overflow()).isEmpty();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private static AuditReport ofWorld(
            String world, List<String> subnets, List<String> groups, EffectivePolicy policy) {
        NetworkSnapshot network = SnapshotReader.readDirectory(WORLDS.resolve(world));
        AuditScope scope = new AuditScope(List.of(new AuditScope.AuditedNetwork(subnets, groups)), false, DAY);
        AuditResult result = EgressAudit.audit(network, scope, policy);
        return AuditReport.of(CONTEXT, scope, Optional.of("0".repeat(64)), network, result);
    }

    private static AuditReport report(AuditResult result) {
        return new AuditReport(
                CONTEXT,
                AnalysisVersion.CURRENT,
                new AuditScope(List.of(), false, DAY),
                Optional.empty(),
                result,
                List.of(),
                List.of());
    }

    private void open(AuditReport report) throws IOException {
        Path file = directory.resolve("report.html");
        Files.writeString(file, HtmlReport.of(report));
        media("screen", "light");
        browser.get(file.toUri().toString());
    }

    /** Pictures of the page for whoever wants to look, in the directory that the property names. */
    private static void look(String name) throws IOException {
        String pictures = System.getProperty("report.pictures");
        if (pictures == null) {
            return;
        }
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {PHONE, DESK}) {
                media("screen", scheme);
                resize(width);
                Map<String, Object> taken = browser.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
                Files.write(
                        Path.of(pictures, name + "-" + scheme + "-" + width + ".png"),
                        Base64.getDecoder().decode((String) taken.get("data")));
            }
        }
        media("screen", "light");
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

    /** Links into the report that lead nowhere. */
    private static List<?> deadLinks() {
        return (List<?>) browser.executeScript("""
                return [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
                    .filter(id => !document.getElementById(id));
                """);
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
