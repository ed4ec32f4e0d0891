"""What a network study asks of the rest of the plan, and its keys of each other."""

from collections.abc import Iterator

from explant.config.models import Plan
from explant.config.rules.explaining import Fault
from explant.problems import nearest


def check_network(plan: Plan) -> Iterator[Fault]:
    """Faults of the section ``network``."""
    network = plan.network
    if network is None:
        return
    if network.matched_on == "degree" and network.interactome is None:
        yield Fault(
            ("network", "matched_on"),
            "A gene's degree is known from an interactome, and there is none.",
            "Name one under network.interactome, or write annotations.",
        )
    if network.question is not None and network.question not in plan.paired_contrasts:
        yield Fault(
            ("network", "question"),
            f'"{network.question}" is no question within patients.',
            nearest(network.question, plan.paired_contrasts),
        )
    elif not plan.paired_contrasts:
        yield Fault(
            ("network",),
            "The network is set beside a question within patients, and the plan has none.",
            "Add a contrast, or take the section out.",
        )
    for side, lists in (("targets", network.targets), ("disease", network.disease)):
        for name, listed in lists.items():
            if listed.also_at and not listed.at_least:
                yield Fault(
                    ("network", side, name, "also_at"),
                    "Other cut-offs are given, and no column that they are of.",
                    "Write at_least: {HEADING: NUMBER} beside them.",
                )
