"""The local stack: real engines on this machine instead of an AWS account."""
