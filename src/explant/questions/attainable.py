"""What the questions of a plan could find at all, from patients, tests and adjustment alone."""

from collections.abc import Mapping

from explant.config.models import Adjustment, Plan
from explant.declared_tests.known_tests import TESTS
from explant.numbers import counted
from explant.questions.answers import exceeds, reaches

MarkerContrast = tuple[str, str]

MOST_PATIENTS = 1_000
"""A study that needs more patients for a p of at most α is not proposed."""


def smallest_adjusted(
    plan: Plan, patients: Mapping[MarkerContrast, int], everyone: int
) -> dict[MarkerContrast, float]:
    """Smallest adjusted p that each question within patients could give; NaN without a bound.

    Parameters
    ----------
    plan
        The study's plan.
    patients
        Patients of each question, by marker and contrast; without any a question is in no family.
    everyone
        Patients of the study.
    """
    # Every start of a run reads the plan's questions, and would wait for numpy.
    from explant.statistics.attainable_p import smallest_adjusted_p

    families: dict[str, list[MarkerContrast]] = {}
    for asked, n in patients.items():
        if n:
            families.setdefault(plan.family(asked[1]), []).append(asked)
    inference = plan.inference
    found: dict[MarkerContrast, float] = {}
    for members in families.values():
        sizes = [patients[asked] for asked in members]
        role = plan.contrasts[members[0][1]].role
        least = smallest_adjusted_p(
            [TESTS[inference.test].smallest_p(n) for n in sizes],
            sizes,
            getattr(inference.adjustment, role),
            everyone,
            inference.permutations,
        )
        found.update(zip(members, least.tolist(), strict=True))
    return found


def what_would_do(plan: Plan, contrast: str, n: int, tests: int) -> str:
    """What to declare next time so that a question could be answered: a part of a sentence.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        A question within patients that could not have given an adjusted p of at most α.
    n
        Its patients.
    tests
        Tests of its family.
    """
    from explant.statistics.attainable_p import smallest_adjusted_p

    inference = plan.inference
    role = plan.contrasts[contrast].role
    method: Adjustment = getattr(inference.adjustment, role)

    def least(patients: int, how: Adjustment, among: int) -> float:
        own = TESTS[inference.test].smallest_p(patients)
        found = smallest_adjusted_p(
            [own] * among, [patients] * among, how, patients, inference.permutations
        )
        return float(found[0])

    alpha, ways = inference.alpha, []
    other: Adjustment = "holm" if method == "westfall_young" else "westfall_young"
    if not exceeds(least(n, other, tests), alpha):
        ways.append(f"inference.adjustment.{role}: {other}")
    if method == "holm" and reaches(least(n, method, 1), alpha):
        most = max(each for each in range(1, tests) if reaches(least(n, method, each), alpha))
        ways.append(f"at most {counted(most, 'test')} in the family")
    for more in range(n + 1, MOST_PATIENTS):
        if not exceeds(least(more, method, tests), alpha):
            ways.append(f"at least {more} patients")
            break
    return " or ".join([", ".join(ways[:-1]), ways[-1]]) if len(ways) > 1 else "".join(ways)
