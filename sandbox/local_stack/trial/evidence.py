"""What an execution left in the evidence bucket: `<execution>/<phase>/report.json` and `report.html` of each audit."""

import json
from dataclasses import dataclass
from pathlib import Path

from local_stack.clients import Client


@dataclass(frozen=True)
class Report:
    """One audit's report.

    Attributes:
        verdict: LOCKED, WEAKENED, UNPROVEN or OPEN
        html: the page that shows it
    """

    verdict: str
    html: bytes

    def save(self, path: Path) -> Path:
        """Writes the page to where a browser can open it."""
        path.write_bytes(self.html)
        return path


def newest_report(s3: Client, bucket: str, execution_name: str) -> Report | None:
    """The last audit's; none if the execution ended before any."""
    found = s3.list_objects_v2(Bucket=bucket, Prefix=f"{execution_name}/").get("Contents", [])
    reports = sorted((shown["LastModified"], shown["Key"]) for shown in found if shown["Key"].endswith("/report.json"))
    if not reports:
        return None
    key = Path(reports[-1][1])

    def content(name: str) -> bytes:
        body: bytes = s3.get_object(Bucket=bucket, Key=str(key.with_name(name)))["Body"].read()
        return body

    return Report(json.loads(content("report.json"))["verdict"], content("report.html"))
