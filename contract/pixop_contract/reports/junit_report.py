"""junit.xml, for CI systems."""

from __future__ import annotations

from xml.etree import ElementTree

from pixop_contract.requirement import Profile
from pixop_contract.result import Result, Status
from pixop_contract.run_record import RunRecord

SKIPPED = (Status.SKIP, Status.BLOCKED, Status.INCONCLUSIVE)


def junit_report(record: RunRecord) -> str:
    """Return the report: a suite a profile, a case a requirement."""
    root = ElementTree.Element("testsuites", name="pixop contract")
    for profile in Profile:
        results = [result for result in record.results if result.requirement.profile is profile]
        if not results:
            continue
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=profile.value,
            tests=str(len(results)),
            failures=str(sum(result.status is Status.FAIL for result in results)),
            errors=str(sum(result.status is Status.ERROR for result in results)),
            skipped=str(sum(result.status in SKIPPED for result in results)),
        )
        for result in results:
            _case(suite, result, record)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, result: Result, record: RunRecord) -> None:
    requirement = result.requirement
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=f"pixop.contract.{requirement.area}",
        name=f"{requirement.id} {requirement.level} {requirement.text}",
    )
    reason = _xml_text(record.stable(result.reason))
    if result.status is Status.FAIL:
        failure = ElementTree.SubElement(case, "failure", message=reason, type=str(requirement.source.kind))
        failure.text = f"{requirement.text}\nSource: {requirement.source}\n{reason}"
    elif result.status is Status.ERROR:
        ElementTree.SubElement(case, "error", message=reason, type="harness")
    elif result.status in SKIPPED:
        ElementTree.SubElement(case, "skipped", message=f"{result.status}: {reason}")
    elif reason:
        ElementTree.SubElement(case, "system-out").text = f"{result.status}: {reason}"


def _xml_text(text: str) -> str:
    """Drop what XML cannot carry."""
    return "".join(
        character
        for character in text
        if character in "\t\n\r" or 0x20 <= ord(character) <= 0xD7FF or 0xE000 <= ord(character) <= 0x10FFFF
    )
