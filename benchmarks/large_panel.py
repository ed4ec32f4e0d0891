"""Cost of a large panel, and of a plain loop: ``python benchmarks/large_panel.py PATH``.

PATH is a table with one row a sample: ``patient_id, tissue, stage, t``, then one column a gene, on
the log2 scale. Explant tests tumor against normal in all genes; beside it `plain_loop` does so in
some of them as one would write it with SciPy and pingouin. Both are measured in processes of their
own; imports and reading the file come before the clock starts.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
RESAMPLES = 10_000
SEED = 1
PLAIN = 200
SIZES = (50, 500)
CATEGORIES = ("T1", "T2", "T3", "T4")


class Watch:
    """Time of a part of the work, added up."""

    def __init__(self) -> None:
        self.whole = self.cpu = 0.0

    def start(self) -> None:
        """Start the watch."""
        self.whole -= time.perf_counter()
        self.cpu -= time.process_time()

    def stop(self) -> None:
        """Stop it."""
        self.whole += time.perf_counter()
        self.cpu += time.process_time()


def read(path: Path, genes: int) -> Any:
    """Return the table with the first genes."""
    import pandas as pd

    table = pd.read_csv(path)
    return table.iloc[:, : 4 + genes]


def groups(table: Any) -> tuple[Any, Any]:
    """Return stage (early or late) and T category of each patient, empty where unknown."""
    patients = table.drop_duplicates("patient_id").set_index("patient_id")
    roman = patients["stage"].str.upper().str.extract(r"^STAGE ([IV]+)", expand=False)
    stage = roman.map({"I": "early", "II": "early", "III": "late", "IV": "late"}).fillna("")
    category = patients["t"].str.upper().str[:2]
    return stage, category.where(category.isin(CATEGORIES), "")


def explant(path: Path, genes: int, ordered: bool) -> dict[str, Any]:
    """Do Explant's inference and return what it cost."""
    sys.path.insert(0, str(PROJECT / "src"))
    import pandas as pd
    import pingouin  # noqa: F401
    import statsmodels.stats.multitest  # noqa: F401

    from explant.config.models import Plan
    from explant.questions.design import differences
    from explant.statistics.westfall_young import westfall_young
    from explant.tables.results.between_patients.interactions import interactions_table
    from explant.tables.results.paired import paired_table
    from explant.tables.results.strata import strata_table
    from explant.tables.samples import samples_by_question

    table = read(path, genes)
    names = list(table.columns[4:])
    plan = Plan.model_validate(
        {
            "spreadsheet": {"path": path.name, "layout": "long"},
            "patients": {
                "strata": {
                    "stage": {"kind": "ordered", "groups": {"early": ["early"], "late": ["late"]}},
                    "t": {
                        "kind": "ordered" if ordered else "unordered",
                        "groups": {name: [name] for name in CATEGORIES},
                    },
                }
            },
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {name: {"unit": "log2 RSEM"} for name in names},
            "contrasts": {
                "tumor_vs_normal": {"compare": {"tissue": ["tumor", "normal"]}, "role": "secondary"}
            },
            "inference": {
                "permutations": RESAMPLES,
                "seed": SEED,
                "adjustment": {"secondary": "benjamini_hochberg"},
            },
        }
    )
    long = table.melt(["patient_id", "tissue"], names, "marker", "value")
    long = long.rename(columns={"patient_id": "patient"}).assign(censored="")
    stage, category = groups(table)
    patients = pd.DataFrame({"patient": stage.index, "stage_group": stage, "t_group": category})
    patients = patients.assign(stage=stage, t=category).reset_index(drop=True)

    seconds: dict[str, float] = {}
    cpu = time.process_time()
    start = before = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal before
        now = time.perf_counter()
        seconds[name], before = now - before, now

    by_patient = differences(long, plan, list(patients["patient"]))
    lap("differences")
    paired = paired_table(by_patient, long, plan)
    lap("paired, with Benjamini–Hochberg")
    strata = strata_table(by_patient, patients, plan)
    lap("strata")
    interactions = interactions_table(by_patient, patients, plan)
    lap("comparisons of strata")
    matrix = pd.DataFrame(samples_by_question(by_patient).differences).to_numpy()
    stepped = westfall_young(matrix, SEED, "signed_rank", max_flips=RESAMPLES)
    lap("Westfall–Young")
    cpu = time.process_time() - cpu
    first = paired.iloc[:PLAIN]
    return {
        "seconds": seconds,
        "whole": before - start,
        "cpu": cpu,
        "megabytes": peak_megabytes(),
        "rows": [len(paired), len(strata), len(interactions), len(stepped.p)],
        "check": {
            column: first[column].tolist()
            for column in ("p_t", "mean_low", "d_z_low", "rank_biserial", "p_sign_flip", "bf10")
        },
    }


def plain_loop(path: Path, genes: int) -> dict[str, Any]:
    """Do the same for some genes, one after the other, with SciPy and pingouin.

    What neither has is a few lines of NumPy, as in a lab's own script: the pseudomedian and the
    shift between two groups with normal-theory intervals, the noncentral t interval of d_z, and
    maxT. Exact intervals, the interval that inverts the sign flips and the smallest attainable p
    are left out.
    """
    import warnings

    import numpy as np
    import pandas as pd
    import pingouin as pg
    from scipy import optimize, stats

    warnings.simplefilter("ignore")
    table = read(path, genes)
    names = list(table.columns[4:])
    tumor = table[table["tissue"] == "tumor"].set_index("patient_id")[names]
    normal = table[table["tissue"] == "normal"].set_index("patient_id")[names]
    stage, category = groups(table)
    tumor, normal = tumor.loc[stage.index], normal.loc[stage.index]
    rng = np.random.default_rng(SEED)

    def pseudomedian(d: Any) -> tuple[float, float, float]:
        n = d.size
        i, j = np.triu_indices(n)
        walsh = np.sort((d[i] + d[j]) / 2)
        mean, sd = n * (n + 1) / 4, np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        k = max(int(mean - stats.norm.ppf(0.975) * sd), 0)
        return float(np.median(walsh)), float(walsh[k]), float(walsh[-1 - k])

    def shift(x: Any, y: Any) -> tuple[float, float, float]:
        gaps = np.sort(np.subtract.outer(x, y).ravel())
        sd = np.sqrt(x.size * y.size * (x.size + y.size + 1) / 12)
        k = max(int(x.size * y.size / 2 - stats.norm.ppf(0.975) * sd), 0)
        return float(np.median(gaps)), float(gaps[k]), float(gaps[-1 - k])

    def d_z(t: float, n: int) -> tuple[float, float]:
        def end(p: float) -> float:
            # Farther out SciPy's function is NaN.
            wide = 3 * (1 + t**2 / (2 * (n - 1))) ** 0.5
            low, high = t - wide, t + wide
            found = optimize.brentq(lambda nc: stats.nct.cdf(t, n - 1, nc) - p, low, high)
            return float(found) / n**0.5

        return end(0.975), end(0.025)

    def welch(x: Any, y: Any, axis: int = -1) -> Any:
        return stats.ttest_ind(x, y, equal_var=False, axis=axis).statistic

    def welch_f(*samples: Any, axis: int = -1) -> Any:
        n = np.array([sample.shape[axis] for sample in samples], dtype=float)
        means = np.stack([sample.mean(axis=axis) for sample in samples], axis=-1)
        weights = n / np.stack([sample.var(axis=axis, ddof=1) for sample in samples], axis=-1)
        center = (weights * means).sum(-1, keepdims=True) / weights.sum(-1, keepdims=True)
        spread = ((1 - weights / weights.sum(-1, keepdims=True)) ** 2 / (n - 1)).sum(-1)
        k = n.size
        between = (weights * (means - center) ** 2).sum(-1) / (k - 1)
        return between / (1 + 2 * (k - 2) / (k**2 - 1) * spread)

    def kruskal(*samples: Any, axis: int = -1) -> Any:
        return stats.kruskal(*samples, axis=axis).statistic

    rows = []
    strata = []
    enumerated = Watch()
    cpu = time.process_time()
    start = time.perf_counter()
    for name in names:
        x, y = tumor[name].to_numpy(), normal[name].to_numpy()
        d = x - y
        t = stats.ttest_rel(x, y)
        interval = t.confidence_interval()
        bayes = pg.ttest(x, y, paired=True)["BF10"].iloc[0]
        signed = pg.wilcoxon(x, y)
        flips = stats.permutation_test(
            (d,),
            np.mean,
            permutation_type="samples",
            n_resamples=RESAMPLES,
            vectorized=True,
            rng=rng,
        )
        ups = int((d > 0).sum())
        sign = stats.binomtest(ups, int((d != 0).sum()))
        share = sign.proportion_ci()
        effect = t.statistic / d.size**0.5
        ends = d_z(t.statistic, d.size)
        row = {
            "p_t": t.pvalue,
            "mean_low": interval.low,
            "p_wilcoxon": stats.wilcoxon(d).pvalue,
            "p_sign_flip": flips.pvalue,
            "p_sign": sign.pvalue,
            "superiority": (share.low, share.high),
            "d_z": effect,
            "d_z_low": ends[0],
            "g_z": pg.convert_effsize(effect, "cohen", "hedges", nx=d.size, ny=d.size),
            "d_av": pg.compute_effsize(x, y, paired=True, eftype="cohen"),
            "rank_biserial": signed["RBC"].iloc[0],
            "bf10": float(bayes),
            "pseudomedian": pseudomedian(d),
        }
        for labels, levels in ((stage, ("early", "late")), (category, CATEGORIES)):
            parts = [d[(labels == level).to_numpy()] for level in levels]
            for level, part in zip(levels, parts, strict=True):
                within = stats.ttest_1samp(part, 0)
                enumerated.start()
                signed_p = stats.wilcoxon(part).pvalue
                enumerated.stop()
                strata.append(
                    (
                        name,
                        level,
                        within.pvalue,
                        within.confidence_interval(),
                        signed_p,
                        pseudomedian(part),
                    )
                )
            if len(parts) == 2:
                between = stats.ttest_ind(*parts, equal_var=False)
                row["stage"] = (
                    between.pvalue,
                    between.confidence_interval(),
                    stats.mannwhitneyu(*parts).pvalue,
                    shift(*parts),
                    permuted(stats, parts, welch, rng, "two-sided"),
                )
            else:
                frame = pd.DataFrame({"d": d, "group": category.to_numpy()})
                row["t"] = (
                    pg.welch_anova(frame[frame["group"] != ""], dv="d", between="group"),
                    stats.kruskal(*parts).pvalue,
                    permuted(stats, parts, welch_f, rng, "greater"),
                    permuted(stats, parts, kruskal, rng, "greater"),
                )
        rows.append(row)
    stats.false_discovery_control([row["p_t"] for row in rows])
    ranks = np.sign(tumor - normal) * stats.rankdata(np.abs(tumor - normal), axis=0)
    ranks = ranks.to_numpy() / np.sqrt((ranks.to_numpy() ** 2).sum(axis=0))
    signs = rng.choice([-1.0, 1.0], (RESAMPLES, len(ranks)))
    order = np.argsort(-np.abs(ranks.sum(axis=0)))
    flipped = np.abs(signs @ ranks[:, order])[:, ::-1]
    largest = np.maximum.accumulate(flipped, axis=1)[:, ::-1]
    stepped = (1 + (largest >= np.abs(ranks.sum(axis=0))[order]).sum(axis=0)) / (RESAMPLES + 1)
    np.maximum.accumulate(stepped)
    whole = time.perf_counter() - start
    return {
        "whole": whole,
        "cpu": time.process_time() - cpu,
        "wilcoxon": {"whole": enumerated.whole, "cpu": enumerated.cpu},
        "megabytes": peak_megabytes(),
        "check": {
            column: [float(row[column]) for row in rows]
            for column in ("p_t", "mean_low", "d_z_low", "rank_biserial", "p_sign_flip", "bf10")
        },
    }


def permuted(stats: Any, parts: Any, statistic: Any, rng: Any, alternative: str) -> float:
    """Return p of SciPy's permutation test between groups."""
    result = stats.permutation_test(
        parts, statistic, n_resamples=RESAMPLES, vectorized=True, alternative=alternative, rng=rng
    )
    return float(result.pvalue)


def peak_megabytes() -> float:
    """Most memory that this process has held."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def run(*arguments: str) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, str(Path(__file__)), *arguments]
    # One thread for matrix products: a second one waits where other work keeps its core busy.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    print(f"{' '.join(arguments[1:])}: {found['whole']:.1f} s", file=sys.stderr)
    return found


def compare(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> None:
    """Stop unless both sides computed the same numbers, random ones up to their error."""
    for column, values in ours.items():
        for one, other in zip(values, theirs[column], strict=False):
            if column == "p_sign_flip":
                near = abs(one - other) <= 6 * (max(one, 1e-4) / RESAMPLES) ** 0.5 * 2**0.5
            elif column == "rank_biserial":
                # Differences that are equal as decimals are tied here only.
                near = abs(one - other) <= 2e-3
            elif column == "bf10":
                # pingouin prints three decimals.
                near = abs(one - other) <= 6e-4 + 1e-3 * abs(one)
            else:
                near = abs(one - other) <= 1e-6 * max(abs(one), 1e-6)
            if not near:
                raise RuntimeError(f"{column}: {one} here and {other} in the plain loop")


def machine() -> str:
    """The machine in a few words, without names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = ".".join(map(str, sys.version_info[:2]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {python}"


def report(all_genes: int, found: dict[str, Any], plain: dict[str, Any]) -> str:
    """Return the measurement as Markdown."""
    whole = found["whole"]
    per_gene = {what: found[what] / all_genes for what in ("whole", "cpu")}
    plain_gene = {what: plain[what] / PLAIN for what in ("whole", "cpu")}
    ratio = {what: plain_gene[what] / per_gene[what] for what in per_gene}
    rest = (plain["cpu"] - plain["wilcoxon"]["cpu"]) / PLAIN / per_gene["cpu"]

    def verdict(met: bool) -> str:
        return "met" if met else "**missed**"

    lines = [
        "| what | measured | aim | |",
        "|---|---|---|---|",
        f"| {all_genes:,} genes, wall clock | {whole:.1f} s | ≤ 60 s | {verdict(whole <= 60)} |",
        f"| the same, CPU seconds of its one thread | {found['cpu']:.1f} s | ≤ 60 s | "
        f"{verdict(found['cpu'] <= 60)} |",
        f"| the same, most memory | {found['megabytes']:.0f} MB | ≤ 2000 MB | "
        f"{verdict(found['megabytes'] <= 2000)} |",
        f"| plain loop against Explant, per gene, wall clock | {ratio['whole']:.0f} × | ≥ 50 × | "
        f"{verdict(ratio['whole'] >= 50)} |",
        f"| the same, CPU seconds | {ratio['cpu']:.0f} × | ≥ 50 × | "
        f"{verdict(ratio['cpu'] >= 50)} |",
        f"| the same, without `scipy.stats.wilcoxon` within strata | {rest:.0f} × | ≥ 50 × | "
        f"{verdict(rest >= 50)} |",
        "",
        "| part of the whole | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in found["seconds"].items()),
        "",
    ]
    return "\n".join(lines)


def scaling(found: dict[int, dict[str, Any]], plain: dict[str, Any]) -> str:
    """Return the cost by number of genes as Markdown."""
    lines = [
        "| | genes | seconds | CPU seconds | ms per gene | CPU ms per gene | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    every = [("Explant", genes, one) for genes, one in found.items()]
    for who, genes, one in [*every, ("plain loop", PLAIN, plain)]:
        each, cpu_each = (1000 * one[what] / genes for what in ("whole", "cpu"))
        lines.append(
            f"| {who} | {genes:,} | {one['whole']:.1f} | {one['cpu']:.1f} | {each:.1f} | "
            f"{cpu_each:.1f} | {one['megabytes']:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path, help="table of samples × genes")
    parser.add_argument("--record", type=Path, help="file to write the tables to")
    parser.add_argument("--ordered", action="store_true", help="take T for ordered groups")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        who, genes = arguments.one[0], int(arguments.one[1])
        if who == "plain":
            print(json.dumps(plain_loop(arguments.path, genes)))
        else:
            print(json.dumps(explant(arguments.path, genes, arguments.ordered)))
        return
    path = str(arguments.path)
    kind = ["--ordered"] if arguments.ordered else []
    all_genes = read(arguments.path, 1_000_000).shape[1] - 4
    found = {n: run(path, "--one", "explant", str(n), *kind) for n in SIZES}
    plain = run(path, "--one", "plain", str(PLAIN))
    found[all_genes] = run(path, "--one", "explant", str(all_genes), *kind)
    compare(found[all_genes]["check"], plain["check"])
    text = (
        f"{all_genes:,} genes × 113 pairs, on {machine()}; {RESAMPLES:,} random arrangements in "
        "every test that is not exact; matrix products on one thread.\n\n"
        f"{report(all_genes, found[all_genes], plain)}\n{scaling(found, plain)}\n"
    )
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
