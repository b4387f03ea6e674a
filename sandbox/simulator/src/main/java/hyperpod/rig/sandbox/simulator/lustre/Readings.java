package hyperpod.rig.sandbox.simulator.lustre;

import static hyperpod.rig.sandbox.simulator.lustre.Refusals.badRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Page;
import hyperpod.rig.sandbox.simulator.control.Sight;
import hyperpod.rig.sandbox.simulator.control.Tags;
import hyperpod.rig.sandbox.simulator.scenario.Lag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What callers read of file systems, of their links to S3 and of the tags of both, so much later than it happens as is
 * asked for.
 */
final class Readings {

    private static final int PAGE = 10;
    private static final int PAGE_OF_ASSOCIATIONS = 5;

    private final Sight<FileSystem> fileSystems;
    private final Sight<Association> associations;
    private final FileSystemView view;

    Readings(
            Supplier<Stream<FileSystem>> fileSystems, Supplier<Stream<Association>> associations, FileSystemView view) {
        this.fileSystems = new Sight<>(fileSystems, FileSystem::creationTime);
        this.associations = new Sight<>(associations, Association::creationTime);
        this.view = view;
    }

    void gone(FileSystem fileSystem, Instant at) {
        fileSystems.gone(fileSystem, at);
    }

    void gone(Association association, Instant at) {
        associations.gone(association, at);
    }

    private static Set<String> subnets(FileSystem fileSystem) {
        return Set.of(fileSystem.subnet().id());
    }

    private static Set<String> subnets(Association association) {
        return Set.of(association.subnetId());
    }

    /** DescribeFileSystems. */
    ObjectNode fileSystems(ObjectNode request, Instant now, Function<Set<String>, Lag> lag) {
        Set<String> ids = texts(request.path("FileSystemIds"));
        List<FileSystem> wanted = fileSystems.at(now, each -> existence(lag.apply(subnets(each)), ids));
        if (!ids.isEmpty()) {
            List<FileSystem> seen = wanted;
            wanted = ids.stream()
                    .map(id -> seen.stream()
                            .filter(each -> each.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> Refusals.fileSystemNotFound(id)))
                    .toList();
        }
        return answer(
                "FileSystems",
                page(wanted, "DescribeFileSystems", request, PAGE),
                each -> view.fileSystem(
                        each,
                        each.tags().list(now.minus(lag.apply(subnets(each)).tags()))));
    }

    /** DescribeDataRepositoryAssociations. */
    ObjectNode associations(ObjectNode request, Instant now, Function<Set<String>, Lag> lag) {
        Set<String> ids = texts(request.path("AssociationIds"));
        List<Association> seen = associations.at(now, each -> existence(lag.apply(subnets(each)), ids));
        ids.stream()
                .filter(id -> seen.stream().noneMatch(each -> each.id().equals(id)))
                .forEach(id -> {
                    throw Refusals.associationNotFound(id);
                });
        Stream<Association> wanted = seen.stream().filter(each -> ids.isEmpty() || ids.contains(each.id()));
        for (JsonNode filter : request.path("Filters")) {
            Set<String> values = texts(filter.path("Values"));
            wanted = wanted.filter(
                    association -> matches(association, filter.path("Name").asText(), values));
        }
        return answer(
                "Associations",
                page(wanted.toList(), "DescribeDataRepositoryAssociations", request, PAGE_OF_ASSOCIATIONS),
                each -> view.association(
                        each,
                        each.tags().list(now.minus(lag.apply(subnets(each)).tags()))));
    }

    private static boolean matches(Association association, String filter, Set<String> values) {
        return switch (filter) {
            case "file-system-id" -> values.contains(association.fileSystemId());
            case "data-repository-type" -> values.contains("S3");
            case "file-cache-id" -> false;
            default -> throw badRequest("The filter " + filter + " is not supported for data repository associations.");
        };
    }

    /** ListTagsForResource. What was made a moment ago is there, but does not have its tags yet. */
    ObjectNode tags(ObjectNode request, Instant now, Function<Set<String>, Lag> lag) {
        String arn = request.path("ResourceARN").asText();
        ArrayNode tags = tags(
                        fileSystems,
                        arn,
                        now,
                        FileSystem::arn,
                        FileSystem::tags,
                        each -> lag.apply(subnets(each)).tags())
                .or(() -> tags(
                        associations,
                        arn,
                        now,
                        Association::arn,
                        Association::tags,
                        each -> lag.apply(subnets(each)).tags()))
                .orElseThrow(() -> Refusals.resourceNotFound(arn));
        List<JsonNode> all = new ArrayList<>();
        tags.forEach(all::add);
        return answer("Tags", page(all, "ListTagsForResource", request, Tags.LIMIT), Function.identity());
    }

    private static <T> Optional<ArrayNode> tags(
            Sight<T> sight,
            String arn,
            Instant now,
            Function<T, String> arnOf,
            Function<T, Tags> tagsOf,
            Function<T, Duration> lag) {
        return Stream.concat(sight.at(now, each -> Duration.ZERO).stream(), sight.at(now, lag).stream())
                .filter(each -> arnOf.apply(each).equals(arn))
                .findFirst()
                .map(each -> tagsOf.apply(each).list(now.minus(lag.apply(each))));
    }

    private static Duration existence(Lag lag, Set<String> ids) {
        return ids.isEmpty() ? lag.lists() : lag.describes();
    }

    private static <T> ObjectNode answer(String member, Page<T> page, Function<T, ? extends JsonNode> shown) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode list = response.putArray(member);
        page.items().forEach(item -> list.add(shown.apply(item)));
        page.nextToken().ifPresent(token -> response.put("NextToken", token));
        return response;
    }

    private static <T> Page<T> page(List<T> items, String operation, ObjectNode request, int byDefault) {
        try {
            return Page.of(items, operation, request, byDefault);
        } catch (Page.InvalidTokenException e) {
            throw badRequest("Invalid NextToken: " + e.getMessage());
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
