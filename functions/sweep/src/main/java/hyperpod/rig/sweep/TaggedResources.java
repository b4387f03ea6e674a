package hyperpod.rig.sweep;

import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.core.ServiceUnavailableException;
import java.util.List;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/**
 * The clusters and file systems that carry the application's tag, by one query, whatever else the account has. The
 * answer lags behind: it may lack what was tagged just now, and hold for hours what is gone or has lost its tags. So it
 * says what to look at, and nothing about it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html">GetResources</a>
 */
final class TaggedResources {

    private static final int LARGEST_PAGE = 100;

    private final ResourceGroupsTaggingApiClient tagging;
    private final String application;

    TaggedResources(ResourceGroupsTaggingApiClient tagging, String application) {
        this.tagging = tagging;
        this.application = application;
    }

    /** Their ARNs. */
    List<String> all() {
        TagFilter ofApplication = TagFilter.builder()
                .key(OwnershipTags.APPLICATION_KEY)
                .values(application)
                .build();
        return tagging
                .getResourcesPaginator(r -> r.tagFilters(ofApplication)
                        .resourceTypeFilters("sagemaker:cluster", "fsx:file-system")
                        .resourcesPerPage(LARGEST_PAGE))
                .stream()
                .map(page -> page.hasResourceTagMappingList() ? page.resourceTagMappingList() : null)
                .flatMap(page ->
                        ServiceUnavailableException.unlessMissing(page, "GetResources.ResourceTagMappingList").stream())
                .map(ResourceTagMapping::resourceARN)
                .toList();
    }
}
