package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSchemaTest {

    private static final String POLICY = """
            {"mode": "standard", "allowedCidrs": ["203.0.113.0/24"], "allowedPrefixListIds": ["pl-0123456789abcdef0"],
             "allowedVpcEndpoints": ["vpce-0123456789abcdef0", "com.amazonaws.us-east-1.ssmmessages"],
             "allowedTransitGatewayIds": ["tgw-0123456789abcdef0"], "severities": {"EGR-403": "MEDIUM"},
             "waivers": [{"control": "EGR-308", "resourceId": "*", "owner": "network@example.com", "expires": "2027-01-31",
                          "reason": "the service knows no aws:ResourceAccount"}]}
            """;

    private static final RequestSchema SCHEMA = new RequestSchema();
    private static final Path EVENTS = Path.of("../../events");

    static Stream<Arguments> malformedRequests() throws IOException {
        JsonNode cases = Json.MAPPER.readTree(RequestSchemaTest.class.getResourceAsStream("/malformed-requests.json"));
        return Stream.iterate(0, i -> i < cases.size(), i -> i + 1)
                .map(cases::get)
                .map(c -> Arguments.of(c.get("name").asText(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedRequests")
    void aMalformedRequestGetsItsOwnError(String name, JsonNode malformed) throws IOException {
        List<Violation> violations = SCHEMA.violations(changed(request(), malformed));

        assertThat(violations)
                .as(name)
                .extracting(Violation::path)
                .containsExactly(malformed.get("path").asText());
        String sentence = violations.getFirst().sentence();
        malformed.get("words").forEach(words -> assertThat(sentence).contains(words.asText()));
        assertThat(violations.getFirst().remedy()).isNotBlank();
    }

    @Test
    void thereAreAtLeastSixtyMalformedRequests() throws IOException {
        assertThat(malformedRequests()).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void everyViolationIsFoundAtOnce() throws IOException {
        ObjectNode request = request();
        request.put("clusterName", "-").put("nodeRecovery", "perhaps").remove("network");
        assertThat(SCHEMA.violations(request))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("clusterName", "nodeRecovery", "network");
    }

    @Test
    void everyFieldIsDescribedAndHasARemedy() throws IOException {
        JsonNode definition = Json.MAPPER.readTree(RequestSchema.class.getResourceAsStream("request.schema.json"));
        List<JsonNode> fields = definition.findParents("type");
        assertThat(fields).hasSizeGreaterThan(30).allSatisfy(field -> {
            assertThat(field.path("description").asText()).isNotBlank();
            assertThat(field.path("x-remedy").asText()).isNotBlank();
        });
    }

    @Test
    void everyUnusableTagIsNamed() throws IOException {
        ObjectNode request = request();
        request.putObject("tags").put("aws:a", "x").put("hyperpod-rig:b", "y").put("team", "nova");
        assertThat(SCHEMA.violations(request))
                .extracting(Violation::path)
                .containsExactly("tags.aws:a", "tags.hyperpod-rig:b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:", "a.", "10.0.", "-", "x/", "\u00e4"})
    void textsOfAnyLengthAreRefusedByTheirLengthAlone(String repeated) throws IOException {
        String tooLong = repeated.repeat(100_000);
        for (String pointer : List.of(
                "/egressPolicy/allowedCidrs/0",
                "/clusterName",
                "/network/subnetIds/0",
                "/restrictedInstanceGroups/0/executionRoleArn",
                "/s3/inputBucket",
                "/egressPolicy/allowedVpcEndpoints/0")) {
            ObjectNode request = request();
            request.set("egressPolicy", Json.MAPPER.readTree(POLICY));
            set(request, JsonPointer.compile(pointer), TextNode.valueOf(tooLong));
            assertThat(SCHEMA.violations(request))
                    .as(pointer)
                    .extracting(Violation::problem)
                    .hasSize(1)
                    .allMatch(problem -> problem.startsWith("is too long"));
        }
    }

    @Test
    void everyTextHasAMaximumLengthOrAListOfItsValues() throws IOException {
        JsonNode definition = Json.MAPPER.readTree(RequestSchema.class.getResourceAsStream("request.schema.json"));
        List<JsonNode> texts = definition.findParents("type").stream()
                .filter(field -> field.get("type").toString().contains("\"string\""))
                .toList();
        List<JsonNode> patterns = definition.findParents("pattern");
        assertThat(texts).hasSizeGreaterThan(20).allMatch(text -> text.has("maxLength") || text.has("enum"));
        assertThat(patterns).hasSizeGreaterThan(10).allMatch(text -> text.has("maxLength"));
    }

    @Test
    void whatIsTooLongToReadIsShortened() throws IOException {
        ObjectNode request = request();
        request.put("x".repeat(100_000), "y".repeat(100_000));
        assertThat(SCHEMA.violations(request).getFirst().sentence()).hasSizeLessThan(600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"203.0.113.7/32", "10.0.0.0/8", "192.0.0.0/9", "2001:db8::/32", "2001::/16", "2001:db8::7/128"})
    void cidrBlocksOfEachKindAreAccepted(String cidr) throws IOException {
        ObjectNode request = request();
        request.withObject("egressPolicy").putArray("allowedCidrs").add(cidr);
        assertThat(SCHEMA.violations(request)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/7", "::/0", "2000::/3", "2000::/15"})
    void blocksThatWouldDisarmTheAuditAreRefused(String cidr) throws IOException {
        ObjectNode request = request();
        request.withObject("egressPolicy").putArray("allowedCidrs").add(cidr);
        assertThat(SCHEMA.violations(request))
                .extracting(Violation::path)
                .containsExactly("egressPolicy.allowedCidrs[0]");
    }

    @Test
    void anEgressPolicyIsCarriedAsItIs() throws IOException {
        ObjectNode request = request();
        request.set("egressPolicy", Json.MAPPER.readTree(POLICY));
        assertThat(SCHEMA.violations(request)).isEmpty();
        ProvisionRequest read = Json.MAPPER.treeToValue(request, ProvisionRequest.class);
        assertThat(read.egressPolicy())
                .hasValueSatisfying(policy -> assertThat(policy).isEqualTo(request.get("egressPolicy")));
        assertThat(Json.MAPPER.<JsonNode>valueToTree(read).get("egressPolicy")).isEqualTo(request.get("egressPolicy"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/waivers/0/expires | 31.1.2027 | egressPolicy.waivers[0].expires",
                "/waivers/0/control | 308 | egressPolicy.waivers[0].control",
                "/severities/EGR-403 | LETHAL | egressPolicy.severities.EGR-403",
                "/severities/EGR-101 | LOW | egressPolicy.severities.EGR-101",
                "/allowedTransitGatewayIds/0 | all | egressPolicy.allowedTransitGatewayIds[0]",
                "/allowedVpcEndpoints/0 | * | egressPolicy.allowedVpcEndpoints[0]",
            })
    void whatIsWrongInAnEgressPolicyIsNamed(String pointer, String value, String path) throws IOException {
        ObjectNode request = request();
        JsonNode policy = Json.MAPPER.readTree(POLICY);
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = policy.at(place.head());
        if (parent instanceof ArrayNode array) {
            array.set(place.last().getMatchingIndex(), value);
        } else {
            ((ObjectNode) parent).put(place.last().getMatchingProperty(), value);
        }
        request.set("egressPolicy", policy);
        assertThat(SCHEMA.violations(request)).extracting(Violation::path).containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "7", "\"nova-rig\""})
    void aRequestThatIsNoObjectIsRefused(String json) throws IOException {
        assertThat(SCHEMA.violations(Json.MAPPER.readTree(json)))
                .extracting(Violation::path)
                .containsExactly("request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2e0", "0.2e1"})
    void aWholeNumberMayBeWrittenWithAPointOrAnExponent(String number) throws IOException {
        ObjectNode request = request();
        set(request, JsonPointer.compile("/restrictedInstanceGroups/0/instanceCount"), Json.MAPPER.readTree(number));
        set(request, JsonPointer.compile("/restrictedInstanceGroups/0/threadsPerCore"), Json.MAPPER.readTree(number));
        assertThat(SCHEMA.violations(request)).isEmpty();
        RestrictedInstanceGroup group = Json.MAPPER
                .treeToValue(request, ProvisionRequest.class)
                .restrictedInstanceGroups()
                .getFirst();
        assertThat(group.instanceCount()).isEqualTo(2);
        assertThat(group.threadsPerCore()).contains(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e99999999", "99999999999999999999"})
    void aNumberBeyondEveryRangeIsRefused(String number) throws IOException {
        ObjectNode request = request();
        set(request, JsonPointer.compile("/restrictedInstanceGroups/0/instanceCount"), Json.MAPPER.readTree(number));
        assertThat(SCHEMA.violations(request))
                .extracting(Violation::path)
                .containsExactly("restrictedInstanceGroups[0].instanceCount");
    }

    /** The validator compares numbers with a list of values as decimals, which know no infinity. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/restrictedInstanceGroups/0/fileSystem/sizeGiB",
                "/restrictedInstanceGroups/0/threadsPerCore",
                "/restrictedInstanceGroups/0/instanceType",
                "/restrictedInstanceGroups/0/name",
                "/sharedFileSystem/throughputMBpsPerTiB",
                "/nodeRecovery",
                "/network/subnetIds/0",
                "/tags/team",
                "/unknown"
            })
    void aNumberTooLargeToBeReadIsRefusedWhereverItStands(String pointer) throws IOException {
        for (String number : List.of("1e400", "-1e400", "1e999999999")) {
            ObjectNode request = request();
            request.putObject("tags");
            set(request, JsonPointer.compile(pointer), Json.MAPPER.readTree(number));
            assertThat(SCHEMA.violations(request)).singleElement().satisfies(violation -> {
                assertThat(violation.path().replaceAll("[\\[.]", "/").replace("]", ""))
                        .isEqualTo(pointer.substring(1));
                assertThat(violation.problem()).isEqualTo("is a number too large to be read");
            });
        }
        assertThat(SCHEMA.violations(Json.MAPPER.readTree("1e999")))
                .extracting(Violation::path)
                .containsExactly("request");
    }

    /** AWS would refuse or replace it, after the cluster was created. */
    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udc00", "\\udc00\\ud800", "\\ud83d\\ud83d\\ude00"})
    void halfOfACharacterIsRefusedWhereverItStands(String text) throws IOException {
        String half = Json.MAPPER.readTree('"' + text + '"').textValue();
        ObjectNode request = request();
        request.set("egressPolicy", Json.MAPPER.readTree(POLICY));
        ((ObjectNode) request.at("/egressPolicy/waivers/0")).put("reason", half).put("owner", half);
        request.putObject("tags").put(half, "x");
        assertThat(SCHEMA.violations(request))
                .hasSize(3)
                .allSatisfy(violation -> {
                    assertThat(violation.problem()).startsWith("holds half of a character");
                    assertThat(violation.sentence()).doesNotContainPattern("\\p{Cs}");
                })
                .extracting(Violation::path)
                .contains("egressPolicy.waivers[0].reason", "egressPolicy.waivers[0].owner");
    }

    @Test
    void wholeCharactersOfEveryPlaneAreAccepted() throws IOException {
        ObjectNode request = request();
        request.set("egressPolicy", Json.MAPPER.readTree(POLICY));
        ((ObjectNode) request.at("/egressPolicy/waivers/0"))
                .put("reason", "\uD83D\uDE00")
                .put("owner", "\uD83D\uDE00");
        assertThat(SCHEMA.violations(request)).isEmpty();
    }

    /** {@code uniqueItems} finds an error for each pair of equal elements, each with the whole list. */
    @Test
    void aListThatIsTooLongIsRefusedByItsLengthAlone() throws IOException {
        ObjectNode request = request();
        ArrayNode ids = ((ObjectNode) request.get("network")).putArray("subnetIds");
        ArrayNode groups = request.putArray("restrictedInstanceGroups");
        for (int i = 0; i < 100_000; i++) {
            ids.add("a");
            groups.addObject();
        }
        assertThat(SCHEMA.violations(request))
                .extracting(Violation::path, Violation::problem)
                .containsExactlyInAnyOrder(
                        tuple("network.subnetIds", "has too many elements"),
                        tuple("restrictedInstanceGroups", "has too many elements"));
    }

    @Test
    void everyListHasAMaximum() throws IOException {
        JsonNode definition = Json.MAPPER.readTree(RequestSchema.class.getResourceAsStream("request.schema.json"));
        assertThat(definition.findParents("items")).hasSizeGreaterThan(8).allMatch(list -> list.has("maxItems"));
    }

    @Test
    void onlyTheNecessaryFieldsAreNecessary() throws IOException {
        ObjectNode request = request();
        request.retain("clusterName", "eksClusterArn", "network", "restrictedInstanceGroups");
        ((ObjectNode) request.at("/restrictedInstanceGroups/0"))
                .retain("name", "instanceType", "instanceCount", "executionRoleArn", "fileSystem");
        assertThat(SCHEMA.violations(request)).isEmpty();
        assertThat(Json.MAPPER.treeToValue(request, ProvisionRequest.class).sharedFileSystem())
                .isEmpty();
    }

    @Test
    void groupsMayShareOneEnvironment() throws IOException {
        ObjectNode request = request();
        request.putObject("sharedEnvironment")
                .putObject("fileSystem")
                .put("sizeGiB", 4_800)
                .put("throughputMBpsPerTiB", 250);
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("fileSystem");
        assertThat(SCHEMA.violations(request)).isEmpty();
        ProvisionRequest read = Json.MAPPER.treeToValue(request, ProvisionRequest.class);
        assertThat(read.sharedEnvironment()).contains(new SharedEnvironment(new LustreSize(4_800, 250)));
        assertThat(read.restrictedInstanceGroups().getFirst().fileSystem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shared", "/fsx", "/mnt/nova_1/data.v2", "/optional", "/usr2"})
    void aGroupMayMountTheSharedFileSystem(String path) throws IOException {
        ObjectNode request = request();
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).put("mountPath", path);
        assertThat(SCHEMA.violations(request)).isEmpty();
        assertThat(Json.MAPPER
                        .treeToValue(request, ProvisionRequest.class)
                        .restrictedInstanceGroups()
                        .getFirst()
                        .mountPath())
                .contains(path);
    }

    /** A cluster without nodes costs none, and shows whether all else is in order. */
    @Test
    void aGroupMayHaveNoNodes() throws IOException {
        ObjectNode request = request();
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).put("instanceCount", 0);
        assertThat(SCHEMA.violations(request)).isEmpty();
    }

    @Test
    void optionalFieldsMayBeNull() throws IOException {
        ObjectNode request = request();
        List.of("sharedFileSystem", "sharedEnvironment", "s3", "egressPolicy", "nodeRecovery", "tags")
                .forEach(request::putNull);
        assertThat(SCHEMA.violations(request)).isEmpty();
        assertThat(Json.MAPPER.treeToValue(request, ProvisionRequest.class).tags())
                .isEmpty();
        assertThat(Json.MAPPER.treeToValue(request, ProvisionRequest.class).egressPolicy())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"console", "api", "eventbridge"})
    void theThreeWaysInCarryTheSameRequest(String wayIn) throws IOException {
        JsonNode event = Json.MAPPER.readTree(
                EVENTS.resolve(wayIn).resolve("provision.json").toFile());
        JsonNode unwrapped = RequestEnvelope.unwrap(event);
        assertThat(SCHEMA.violations(unwrapped)).isEmpty();
        assertThat(unwrapped).isEqualTo(request());
    }

    private static ObjectNode request() throws IOException {
        return (ObjectNode)
                Json.MAPPER.readTree(EVENTS.resolve("console/provision.json").toFile());
    }

    private static JsonNode changed(ObjectNode request, JsonNode malformed) {
        malformed
                .get("set")
                .properties()
                .forEach(change -> set(request, JsonPointer.compile(change.getKey()), change.getValue()));
        malformed.get("remove").forEach(removed -> {
            JsonPointer pointer = JsonPointer.compile(((TextNode) removed).textValue());
            ((ObjectNode) request.at(pointer.head())).remove(pointer.last().getMatchingProperty());
        });
        return request;
    }

    private static void set(ObjectNode request, JsonPointer pointer, JsonNode value) {
        switch (request.at(pointer.head())) {
            case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), value);
            case ArrayNode array -> array.set(pointer.last().getMatchingIndex(), value);
            default -> throw new IllegalArgumentException(pointer + " points into a value");
        }
    }
}
