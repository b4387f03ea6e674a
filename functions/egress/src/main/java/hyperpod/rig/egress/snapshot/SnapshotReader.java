package hyperpod.rig.egress.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a network snapshot from documents as the AWS CLI prints them. They are recognised by their top-level keys; a
 * key may come in several documents, and keys that the analysis does not use are passed over. One resource at a time is
 * held as a tree.
 *
 * <p>Four commands print a list without saying of what: {@code search-transit-gateway-routes} (key {@code Routes}),
 * {@code get-transit-gateway-route-table-associations} ({@code Associations}), {@code get-managed-prefix-list-entries}
 * ({@code Entries}) and {@code list-firewall-domains} ({@code Domains}). The name of their file must hold the id, as in
 * {@code routes-tgw-rtb-0123.json}. {@code get-route-server-associations} and {@code get-route-server-propagations} may
 * print an empty list; then their file's name must hold the route server's id. What VPC Lattice prints as
 * {@code items}, for one VPC, is known by the command's name and the VPC's id in the file's:
 * {@code service-network-vpc-associations-vpc-0123.json}.
 */
public final class SnapshotReader {

    /** The key under which a collector leaves word of what it was not allowed to read. */
    public static final String REFUSED_CALLS = "RefusedCalls";

    /** An id that is longer than any of AWS's is not repeated in a message. */
    private static final int SHOWN_CHARACTERS = 200;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> LISTS_WITHOUT_NAME = Set.of(
            "Routes", "Associations", "Entries", "Domains", "RouteServerAssociations", "RouteServerPropagations");
    private static final Pattern ROUTE_TABLE_ID = Pattern.compile("tgw-rtb-[0-9A-Za-z]+");
    private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9]{12}");
    private static final Pattern ROUTE_SERVER_ID = Pattern.compile("(?<![0-9A-Za-z])rs-[0-9A-Za-z]+");
    private static final Pattern PREFIX_LIST_ID = Pattern.compile("pl-[0-9A-Za-z]+");
    private static final String LATTICE_LIST = "items";
    private static final String LATTICE_COMMAND = "service-network-vpc-associations";
    private static final Pattern VPC_ID = Pattern.compile("vpc-[0-9A-Za-z]+");
    private static final Pattern DOMAIN_LIST_ID = Pattern.compile("rslvr-fdl-[0-9A-Za-z]+");

    private final SnapshotBuilder snapshot = new SnapshotBuilder();

    /**
     * Reads every JSON file of a directory.
     *
     * @throws UnusableSnapshotException if there is none, or one cannot be used
     */
    public static NetworkSnapshot readDirectory(Path directory) {
        SnapshotReader reader = new SnapshotReader();
        try {
            for (Path document : documentsOf(directory)) {
                try (InputStream json = Files.newInputStream(document)) {
                    reader.read(json, document.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UnusableSnapshotException(
                    directory + " cannot be read: " + e.getMessage() + ". Give a readable directory", e);
        }
        return reader.snapshot();
    }

    /**
     * The files of a directory that {@link #readDirectory} reads.
     *
     * @throws UnusableSnapshotException if there is none, or one cannot be used
     */
    public static List<Path> documentsOf(Path directory) {
        try {
            return SnapshotDirectory.documents(directory);
        } catch (IOException e) {
            throw new UnusableSnapshotException(
                    directory + " cannot be read: " + e.getMessage() + ". Give a readable directory", e);
        }
    }

    /**
     * Adds a document.
     *
     * @param json a JSON object in UTF-8
     * @param source how messages name it
     * @throws UnusableSnapshotException if it is not JSON, or not what AWS prints
     */
    public void read(InputStream json, String source) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnusableSnapshotException(
                        source + " is not a JSON object: save the output of an aws ec2 describe-... command");
            }
            readDocument(parser, source);
            if (parser.nextToken() != null) {
                throw new UnusableSnapshotException(
                        source + " goes on after its JSON object: save one command's output in one file");
            }
        } catch (JsonProcessingException e) {
            throw new UnusableSnapshotException(
                    source + " is not JSON: " + e.getOriginalMessage()
                            + ". Save the output of the AWS CLI again, with --output json",
                    e);
        } catch (MalformedResourceException e) {
            throw new UnusableSnapshotException(
                    source + ": " + e.getMessage() + ". Save the output of the AWS CLI again", e);
        } catch (IOException e) {
            throw new UnusableSnapshotException(source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void readDocument(JsonParser parser, String source) throws IOException {
        Optional<List<TransitGatewayRoute>> routes = Optional.empty();
        boolean moreRoutes = false;
        boolean used = false;
        boolean cutOff = false;
        Optional<String> vpcId = Optional.empty();
        Optional<Boolean> dnsSupport = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            Optional<ResourceKind> kind = kind(key, source);
            parser.nextToken();
            used |= kind.isPresent() || LISTS_WITHOUT_NAME.contains(key);
            if (kind.isPresent()) {
                readResources(parser, kind.get(), source);
                if (kind.get() == ResourceKind.SERVICE_NETWORK_VPC_ASSOCIATION) {
                    holdsServiceNetworks(key, source);
                }
            } else {
                switch (key) {
                    case "Routes" -> routes = Optional.of(TransitGatewayRoute.listFrom(elements(parser, key, source)));
                    case "NextToken", "nextToken" -> cutOff = !text(parser).isEmpty();
                    case "Domains" -> readDomains(parser, source);
                    case "VpcId" -> vpcId = Optional.of(text(parser));
                    case "EnableDnsSupport" ->
                        dnsSupport = Optional.of(AwsElement.of(ElementTree.read(parser), () -> key)
                                .requiredFlag("Value"));
                    case "AdditionalRoutesAvailable" -> moreRoutes = parser.currentToken() == JsonToken.VALUE_TRUE;
                    case "Associations" -> readAssociations(elements(parser, key, source), source);
                    case "RouteServerAssociations" ->
                        ofRouteServers(elements(parser, key, source), "VpcId", source)
                                .forEach(snapshot::addRouteServerVpcs);
                    case "RouteServerPropagations" ->
                        ofRouteServers(elements(parser, key, source), "RouteTableId", source)
                                .forEach(snapshot::addRouteServerPropagations);
                    case "Account" -> readAccount(parser, source);
                    case "Entries" -> readPrefixListEntries(elements(parser, key, source), source);
                    case REFUSED_CALLS ->
                        elements(parser, key, source)
                                .forEach(call -> snapshot.refuse(
                                        call.requiredText("Missing"),
                                        call.longText("Reason").orElse("the collector was refused it")));
                    default -> parser.skipChildren();
                }
            }
        }
        if (used && cutOff) {
            throw new UnusableSnapshotException(
                    source + " is a part of a list, because it has a NextToken, and what is missing decides:"
                            + " save the whole list in one file, without --max-items and --no-paginate");
        }
        if (vpcId.isPresent() && dnsSupport.isPresent()) {
            snapshot.setDnsSupport(vpcId.get(), dnsSupport.get(), source);
        }
        // Routes of which AWS says that there are more are as good as none: what is not printed decides.
        if (routes.isPresent() && !moreRoutes) {
            snapshot.addRoutes(idIn(source, ROUTE_TABLE_ID), routes.get(), source);
        }
    }

    private static Optional<ResourceKind> kind(String key, String source) {
        return key.equals(LATTICE_LIST) && source.contains(LATTICE_COMMAND)
                ? Optional.of(ResourceKind.SERVICE_NETWORK_VPC_ASSOCIATION)
                : ResourceKind.ofKey(key);
    }

    /** AWS lists the associations of one VPC, whose id is in the file's name; the key's own name stands for all. */
    private void holdsServiceNetworks(String key, String source) {
        if (key.equals(LATTICE_LIST)) {
            idIn(source.replace(LATTICE_COMMAND, ""), VPC_ID)
                    .ifPresent(vpc -> snapshot.holdsServiceNetworksOf(Optional.of(vpc)));
        } else {
            snapshot.holdsServiceNetworksOf(Optional.empty());
        }
    }

    /** The text of a value, empty if it is anything else. */
    private static String text(JsonParser parser) throws IOException {
        String text = parser.getValueAsString("");
        parser.skipChildren();
        return text;
    }

    private void readDomains(JsonParser parser, String source) throws IOException {
        requireArray(parser, "Domains", "aws route53resolver list-firewall-domains", source);
        JsonNode names = ElementTree.read(parser);
        Optional<String> list = idIn(source, DOMAIN_LIST_ID);
        if (list.isPresent()) {
            AwsElement document = AwsElement.of(JSON.createObjectNode().set("Domains", names), () -> list.get());
            snapshot.addDomains(list.get(), document.texts("Domains"), source);
        }
    }

    private void readAssociations(List<AwsElement> associations, String source) {
        idIn(source, ROUTE_TABLE_ID)
                .ifPresent(table -> associations.stream()
                        .filter(association -> association
                                .text("State")
                                .map("associated"::equals)
                                .orElse(true))
                        .flatMap(association -> association.text("TransitGatewayAttachmentId").stream())
                        .forEach(attachment -> snapshot.associate(attachment, table)));
    }

    /** The account that took the snapshot, which {@code aws sts get-caller-identity} prints. */
    private void readAccount(JsonParser parser, String source) throws IOException {
        JsonNode account = ElementTree.read(parser);
        if (!account.isTextual() || !ACCOUNT_ID.matcher(account.textValue()).matches()) {
            throw new UnusableSnapshotException(
                    source + ": Account is not a string of 12 digits: save the output of aws sts get-caller-identity");
        }
        snapshot.takenBy(account.textValue());
    }

    /** The values of a field for each route server: an empty list is about the one in the file's name. */
    private static Map<String, List<String>> ofRouteServers(List<AwsElement> elements, String field, String source) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        idIn(source, ROUTE_SERVER_ID).ifPresent(id -> values.put(id, List.of()));
        for (AwsElement element : elements) {
            values.merge(
                    element.requiredText("RouteServerId"),
                    List.of(element.requiredText(field)),
                    (one, two) -> Stream.concat(one.stream(), two.stream()).toList());
        }
        return values;
    }

    private void readPrefixListEntries(List<AwsElement> entries, String source) {
        idIn(source, PREFIX_LIST_ID)
                .ifPresent(id -> snapshot.add(
                        ResourceKind.PREFIX_LIST,
                        id,
                        new PrefixList(
                                id,
                                entries.stream()
                                        .map(entry -> entry.requiredCidr("Cidr"))
                                        .toList()),
                        source));
    }

    private static Optional<String> idIn(String source, Pattern id) {
        Matcher matcher = id.matcher(source);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    private List<AwsElement> elements(JsonParser parser, String key, String source) throws IOException {
        requireArray(parser, key, "the AWS CLI", source);
        List<AwsElement> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int index = elements.size();
            elements.add(AwsElement.of(ElementTree.read(parser), () -> key + "[" + index + "]"));
        }
        return elements;
    }

    private void readResources(JsonParser parser, ResourceKind kind, String source) throws IOException {
        snapshot.holds(kind);
        if (kind == ResourceKind.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS && parser.currentToken() == JsonToken.START_OBJECT) {
            addElement(kind, AwsElement.of(ElementTree.read(parser), kind::key), source);
            return;
        }
        requireArray(parser, kind.key(), kind.command(), source);
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            JsonNode json = ElementTree.read(parser, kind.members());
            String id = id(kind, json);
            int index = i;
            addElement(
                    kind,
                    AwsElement.of(
                            json,
                            () -> kind.key() + "[" + index + "]"
                                    + (id.isEmpty() || id.length() > SHOWN_CHARACTERS ? "" : " (" + id + ")")),
                    source);
        }
    }

    private static void requireArray(JsonParser parser, String key, String command, String source) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new UnusableSnapshotException(
                    source + ": " + key + " is not an array: save the output of " + command + " again");
        }
    }

    private static String id(ResourceKind kind, JsonNode json) {
        String id = "";
        for (String field : kind.idFields()) {
            String text = json.path(field).asText();
            id = id.isEmpty() ? text : text.isEmpty() ? id : id + " " + text;
        }
        return id;
    }

    private void addElement(ResourceKind kind, AwsElement element, String source) {
        if (kind == ResourceKind.PREFIX_LIST) {
            element.text("OwnerId").ifPresent(owner -> snapshot.owned(id(kind, element.json()), owner, source));
        }
        if (kind != ResourceKind.PREFIX_LIST || PrefixList.hasEntries(element)) {
            snapshot.add(kind, id(kind, element.json()), kind.parse(element), source);
        }
    }

    /**
     * What was read so far.
     *
     * @throws UnusableSnapshotException if it contradicts itself
     */
    public NetworkSnapshot snapshot() {
        return snapshot.build();
    }
}
