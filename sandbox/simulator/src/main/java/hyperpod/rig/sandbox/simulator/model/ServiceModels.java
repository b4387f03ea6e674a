package hyperpod.rig.sandbox.simulator.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models of services, each read when it is first asked for; several simulators may share them. Thread-safe. */
public final class ServiceModels {

    private final Path data;
    private final Map<String, ServiceModel> read = new ConcurrentHashMap<>();

    /** @param data where they are, see {@link ServiceModel#load} */
    public ServiceModels(Path data) {
        this.data = data;
    }

    /**
     * The model of a service, such as {@code fsx/2018-03-01}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ServiceModel of(String service) {
        return read.computeIfAbsent(service, name -> ServiceModel.load(data, name));
    }
}
