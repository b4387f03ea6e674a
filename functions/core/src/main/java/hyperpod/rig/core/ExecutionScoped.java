package hyperpod.rig.core;

/** A handler's input that belongs to one execution, whose name then stands in every log line. */
public interface ExecutionScoped {

    /** The execution on whose behalf the handler runs. */
    Execution execution();
}
