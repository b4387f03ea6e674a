"""Between the functions and every AWS endpoint of a stack: records each call of an execution, and lets one of them go wrong.

Runs as a process of the stack, transparent for signatures. A call is known by the trace header that the engine gives every
invocation (`traced_calls.py`): execution, state and invocation. Rules and records are reached under `/_faults/`, see `Admin`.
"""
