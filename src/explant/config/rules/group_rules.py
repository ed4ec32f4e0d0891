"""Whether a question that compares groups of patients can be formed."""

from collections.abc import Iterator, Sequence

from explant.config.models import Contrast, Plan, Stratifier
from explant.config.rules.explaining import Fault, KeyPath
from explant.problems import nearest


def check_between(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    """Faults of the groups that a contrast compares."""
    if len(contrast.between) > 1:
        yield Fault(
            (*path, "between"),
            "between takes one grouping.",
            "A second one whose groups cross with these stands under crossed (the interaction) or "
            "under given (kept while these are compared).",
        )
    for name, groups in contrast.between.items():
        here = (*path, "between", name)
        yield from _faults_of_groups(
            here, groups, plan, "The contrast is the first minus the second."
        )
        stratifier = plan.patients.strata.get(name)
        if stratifier is not None and stratifier.groups:
            order = [group for group in stratifier.groups if group in groups]
            if len(groups) > 2 and stratifier.kind == "ordered" and groups != order:
                yield Fault(
                    here,
                    "The groups do not stand in their order.",
                    f"Write {', '.join(order)}.",
                )


def _faults_of_groups(
    here: KeyPath, groups: Sequence[str], plan: Plan, meaning: str
) -> Iterator[Fault]:
    """Faults of the groups that a comparison names."""
    *_, key, name = here
    stratifier = plan.patients.strata.get(name)
    if stratifier is None:
        yield _no_grouping(here, name, plan)
    elif not stratifier.groups:
        yield without_groups(here, name, stratifier)
    else:
        for position, group in enumerate(groups):
            if group not in stratifier.groups:
                yield Fault(
                    (*here, str(position)),
                    f'"{group}" is no group of {name}.',
                    nearest(group, stratifier.groups),
                )
        if len(groups) < 2 or len(set(groups)) != len(groups):
            yield Fault(here, f"{key} takes at least two different groups.", meaning)


def check_beside(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    """Faults of the second grouping, and of what a comparison keeps."""
    for key in ("crossed", "given"):
        if getattr(contrast, key) and not contrast.between:
            what = f"{key} belongs to a comparison of groups."
            yield Fault((*path, "between"), what, "Add between.")
    if len(contrast.crossed) > 1:
        yield Fault((*path, "crossed"), "crossed takes one grouping.", "Keep one of them.")
    for name, groups in contrast.crossed.items():
        here = (*path, "crossed", name)
        yield from _faults_of_groups(
            here,
            groups,
            plan,
            "The interaction is the difference in the first minus that in the second.",
        )
    for position, name in enumerate(contrast.given):
        here = (*path, "given", str(position))
        if name not in plan.patients.strata:
            yield Fault(
                here,
                f'"{name}" is no property of patients.strata.',
                nearest(name, plan.patients.strata),
            )
    named = [*contrast.between, *contrast.crossed, *contrast.given]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield Fault(
            path,
            f"{name} stands in more than one of between, crossed and given.",
            "Keep one of them.",
        )


def check_kept(plan: Plan) -> Iterator[Fault]:
    """Faults of the properties that comparisons between strata keep."""
    for position, name in enumerate(plan.patients.given):
        if name not in plan.patients.strata:
            yield Fault(
                ("patients", "given", str(position)),
                f'"{name}" is no property of patients.strata.',
                nearest(name, plan.patients.strata),
            )


def check_among(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    """Faults of the groups that a question is about."""
    for name, groups in contrast.among.items():
        here = (*path, "among", name)
        stratifier = plan.patients.strata.get(name)
        if stratifier is None:
            yield Fault(
                here,
                f'"{name}" is no grouping of patients.strata.',
                nearest(name, plan.patients.strata),
            )
        elif not stratifier.groups:
            yield without_groups(here, name, stratifier)
        elif name in contrast.between:
            yield Fault(here, f"{name} stands under between too.", "Name the groups there.")
        else:
            for group in groups:
                if group not in stratifier.groups:
                    yield Fault(
                        here,
                        f'"{group}" is no group of {name}.',
                        nearest(group, stratifier.groups),
                    )
            if not groups:
                yield Fault(here, "among names no group.", "Name one, or leave it out.")


def _no_grouping(path: KeyPath, name: str, plan: Plan) -> Fault:
    if name in plan.factors:
        return Fault(
            path,
            f'"{name}" is a factor: a patient has a sample at each of its levels.',
            f"Pair them: compare: {{{name}: [level, level]}}. If no patient has samples at two "
            "levels, declare it under patients.strata.",
        )
    return Fault(
        path, f'"{name}" is no grouping of patients.strata.', nearest(name, plan.patients.strata)
    )


def without_groups(path: KeyPath, name: str, stratifier: Stratifier) -> Fault:
    """A grouping whose groups a question cannot name."""
    if stratifier.kind == "continuous":
        return Fault(
            path,
            f"{name} is continuous: it has no groups.",
            "Every question is set against it as exploration; for groups declare another grouping.",
        )
    return Fault(
        path,
        f"The groups of {name} are not declared.",
        f"List them: patients.strata.{name}.groups: {{A: [a], B: [b]}}.",
    )
