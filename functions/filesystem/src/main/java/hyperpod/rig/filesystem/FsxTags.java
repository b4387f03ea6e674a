package hyperpod.rig.filesystem;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.fsx.model.Tag;

/** Tags as FSx takes them. */
final class FsxTags {

    private FsxTags() {}

    /** In the same order: FSx takes a repeated call with its tags in another order for another call. */
    static List<Tag> of(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
