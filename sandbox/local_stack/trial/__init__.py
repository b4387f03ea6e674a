"""One scenario, tried on a stack: a fresh world, a request through the API, what came of it, and whether that is right."""
