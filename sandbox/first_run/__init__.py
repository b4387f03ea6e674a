"""The first run in an AWS account: from a look that costs nothing to a cluster without nodes, and everything taken back."""
