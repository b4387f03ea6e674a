"""Links to AWS's documentation lead to where AWS keeps it now."""

import subprocess

from local_stack import layout

# What moved, and where to.
MOVED = {"docs.aws.amazon.com/sagemaker/latest/dg/nova-": "docs.aws.amazon.com/nova/latest/nova2-userguide/nova-"}


def test_the_guide_to_nova_is_linked_where_it_lives() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=layout.ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    linking = [name for name in files if name.endswith((".java", ".md", ".yaml", ".json", ".py")) and name != "sandbox/tests/test_links.py"]
    assert len(linking) > 300
    old = {name: old for name in linking for old in MOVED if old in (layout.ROOT / name).read_text(errors="replace")}
    assert old == {}
