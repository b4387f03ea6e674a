"""Many executions at once, a quarter of them failing in different ways: all must end right, and the invariants hold.

The control planes throttle each operation, and no more functions run at once than in a small account; retries must absorb both.
"""
