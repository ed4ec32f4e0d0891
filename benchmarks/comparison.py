"""The shipped example analysed by one plain script: what Explant's run time is compared with.

``python benchmarks/comparison.py FOLDER`` writes tables, figures, a workbook and a page to FOLDER.

It is written as one would write it for a single study with pandas, pingouin and seaborn: names of
columns and levels stand in the code, and nothing is checked. It runs the same kinds of tests as
Explant and draws figures of the same kinds and formats (markers, effects, strata, completeness); it
is not tuned in any direction. It is no part of Explant, and its numbers are those of the libraries.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pingouin as pg
import seaborn as sns
from scipy import stats
from statsmodels.stats.multitest import multipletests

SPREADSHEET = Path(__file__).parents[1] / "data" / "raw" / "il2_breast_example.xlsx"
MARKERS = ["CD25", "FOXP3", "CTLA-4", "Blimp-1", "Caspase-3"]
CONTRASTS = {
    "IL-2 effect in tumor": "holm",
    "IL-2 effect in adjacent normal": "fdr_bh",
    "Tumor against adjacent normal, untreated": "holm",
    "IL-2 effect in tumor minus in adjacent normal": "holm",
}
SHOWN_IN_STRATA = [name for name, method in CONTRASTS.items() if method == "holm"]
CELLS = [("tumor", "control"), ("tumor", "IL-2"), ("normal", "control"), ("normal", "IL-2")]
RESAMPLES = 10_000
LIMIT = 0.5

sns.set_theme(style="ticks", context="paper")
rng = np.random.default_rng(1)


def read_measurements():
    """One row a patient, tissue, treatment and marker, Blimp-1 as log2."""
    table = pd.read_excel(SPREADSHEET, sheet_name="Measurements", header=3, na_values=["ND"])
    table.columns = table.columns.str.strip()
    table["Tissue"] = table["Tissue"].str.strip().str.lower()
    table["Treatment"] = table["Treatment"].replace({"rhIL-2": "IL-2"})
    table = table.drop_duplicates(["Patient", "Tissue", "Treatment"])
    long = table.melt(
        id_vars=["Patient", "Tissue", "Treatment"], value_vars=MARKERS, var_name="Marker"
    )
    long["below"] = long["value"].astype(str).str.startswith("<")
    long.loc[long["below"], "value"] = LIMIT / np.sqrt(2)
    long["value"] = pd.to_numeric(long["value"])
    is_log = long["Marker"] == "Blimp-1"
    long.loc[is_log, "value"] = np.log2(long.loc[is_log, "value"])
    return long


def read_patients():
    """One row a patient."""
    patients = pd.read_excel(SPREADSHEET, sheet_name="Patients", header=3).set_index("Patient")
    patients["stage"] = np.where(patients["Stage"].str.startswith("III"), "late", "early")
    patients["size"] = patients["Tumor size (cm)"]
    patients["size_group"] = np.where(patients["size"] <= 2, "≤ 2 cm", "> 2 cm")
    return patients


def two_arms(wide, contrast):
    """Both arms of a contrast, aligned by patient."""
    tumor_control, tumor_il2 = wide["tumor", "control"], wide["tumor", "IL-2"]
    normal_control, normal_il2 = wide["normal", "control"], wide["normal", "IL-2"]
    arms = {
        "IL-2 effect in tumor": (tumor_il2, tumor_control),
        "IL-2 effect in adjacent normal": (normal_il2, normal_control),
        "Tumor against adjacent normal, untreated": (tumor_control, normal_control),
        "IL-2 effect in tumor minus in adjacent normal": (
            tumor_il2 - tumor_control,
            normal_il2 - normal_control,
        ),
    }
    return arms[contrast]


def sign_flip(differences):
    """Two-sided p of the sign-flip test of the mean."""
    signs = rng.choice([-1, 1], size=(RESAMPLES, len(differences)))
    means = np.abs((signs * differences).mean(axis=1))
    extreme = np.sum(means >= abs(differences.mean()) - 1e-12)
    return (extreme + 1) / (RESAMPLES + 1)


def permuted_spearman(x, y):
    """Spearman's correlation with its permutation p."""
    ranks_x, ranks_y = stats.rankdata(x), stats.rankdata(y)
    observed = np.corrcoef(ranks_x, ranks_y)[0, 1]
    shuffled = rng.permuted(np.tile(ranks_y, (RESAMPLES, 1)), axis=1)
    centered = shuffled - ranks_y.mean()
    rhos = centered @ (ranks_x - ranks_x.mean()) / (len(x) * ranks_x.std() * ranks_y.std())
    return observed, (np.sum(np.abs(rhos) >= abs(observed) - 1e-12) + 1) / (RESAMPLES + 1)


def permuted_labels(first, second):
    """Two-sided p of the difference between the means of two groups, by permuting the patients."""
    together = np.concatenate([first, second])
    shuffled = rng.permuted(np.tile(together, (RESAMPLES, 1)), axis=1)
    gaps = shuffled[:, : len(first)].mean(axis=1) - shuffled[:, len(first) :].mean(axis=1)
    extreme = np.sum(np.abs(gaps) >= abs(first.mean() - second.mean()) - 1e-12)
    return (extreme + 1) / (RESAMPLES + 1)


def walsh_median(differences):
    """Hodges–Lehmann pseudomedian."""
    i, j = np.triu_indices(len(differences))
    return np.median((differences[i] + differences[j]) / 2)


def mean_interval(differences):
    """Student's t interval of the mean."""
    return stats.t.interval(0.95, len(differences) - 1, differences.mean(), stats.sem(differences))


def paired_tests(long):
    """Every marker and contrast, and the differences they rest on."""
    rows, all_differences = [], []
    for contrast in CONTRASTS:
        for marker in MARKERS:
            wide = long[long["Marker"] == marker].pivot(
                index="Patient", columns=["Tissue", "Treatment"], values="value"
            )
            first, second = two_arms(wide, contrast)
            both = pd.concat([first, second], axis=1, keys=["first", "second"]).dropna()
            first, second = both["first"], both["second"]
            differences = first - second
            values = differences.to_numpy()
            n = len(values)
            t = pg.ttest(first, second, paired=True)
            wilcoxon = pg.wilcoxon(first, second)
            low, high = mean_interval(values)
            increases = int((values > 0).sum())
            sign = stats.binomtest(increases, int((values != 0).sum()))
            d_z = values.mean() / values.std(ddof=1)
            rows.append(
                {
                    "contrast": contrast,
                    "marker": marker,
                    "n": n,
                    "mean": values.mean(),
                    "low": low,
                    "high": high,
                    "sd": values.std(ddof=1),
                    "pseudomedian": walsh_median(values),
                    "t": t["T"].iloc[0],
                    "p_t": t["p_val"].iloc[0],
                    "w": wilcoxon["W_val"].iloc[0],
                    "p_wilcoxon": wilcoxon["p_val"].iloc[0],
                    "p_sign_flip": sign_flip(values),
                    "increases": increases,
                    "p_sign": sign.pvalue,
                    "d_z": d_z,
                    "g_z": d_z * (1 - 3 / (4 * (n - 1) - 1)),
                    "d_z_low": d_z - 1.96 * np.sqrt(1 / n + d_z**2 / (2 * n)),
                    "d_z_high": d_z + 1.96 * np.sqrt(1 / n + d_z**2 / (2 * n)),
                    "d_av": pg.compute_effsize(first, second, paired=True, eftype="cohen"),
                    "rank_biserial": wilcoxon["RBC"].iloc[0],
                    "p_shapiro": stats.shapiro(values).pvalue,
                    "bf10": float(pg.bayesfactor_ttest(t["T"].iloc[0], n, paired=True)),
                    "power": pg.power_ttest(d=d_z, n=n, contrast="paired"),
                }
            )
            all_differences.append(
                differences.rename("difference")
                .reset_index()
                .assign(contrast=contrast, marker=marker)
            )
    results = pd.DataFrame(rows)
    for contrast, method in CONTRASTS.items():
        mine = results["contrast"] == contrast
        adjusted = multipletests(results.loc[mine, "p_wilcoxon"], method=method)[1]
        results.loc[mine, "p_adjusted"] = adjusted
    return results, pd.concat(all_differences, ignore_index=True)


def strata_tests(differences, patients):
    """Each contrast within the groups, and its comparison between them."""
    joined = differences.join(patients[["stage", "size", "size_group"]], on="Patient")
    within, between = [], []
    for (contrast, marker), own in joined.groupby(["contrast", "marker"], sort=False):
        for stratifier, order in (
            ("stage", ["early", "late"]),
            ("size_group", ["≤ 2 cm", "> 2 cm"]),
        ):
            groups = [own.loc[own[stratifier] == group, "difference"].to_numpy() for group in order]
            for group, values in zip(order, groups, strict=True):
                low, high = mean_interval(values)
                within.append(
                    {
                        "contrast": contrast,
                        "marker": marker,
                        "stratifier": stratifier,
                        "group": group,
                        "n": len(values),
                        "mean": values.mean(),
                        "low": low,
                        "high": high,
                        "pseudomedian": walsh_median(values),
                        "d_z": values.mean() / values.std(ddof=1),
                        "p": stats.wilcoxon(values).pvalue,
                    }
                )
            welch = stats.ttest_ind(*groups, equal_var=False)
            interval = welch.confidence_interval()
            between.append(
                {
                    "contrast": contrast,
                    "marker": marker,
                    "stratifier": stratifier,
                    "method": "Mann–Whitney",
                    "n": sum(map(len, groups)),
                    "estimate": groups[0].mean() - groups[1].mean(),
                    "low": interval.low,
                    "high": interval.high,
                    "p_parametric": welch.pvalue,
                    "p_permutation": permuted_labels(*groups),
                    "p": stats.mannwhitneyu(*groups).pvalue,
                }
            )
        slope = stats.theilslopes(own["difference"], own["size"])
        rho, p = permuted_spearman(own["size"], own["difference"])
        between.append(
            {
                "contrast": contrast,
                "marker": marker,
                "stratifier": "size",
                "method": "Spearman",
                "n": len(own),
                "estimate": slope.slope,
                "low": slope.low_slope,
                "high": slope.high_slope,
                "rho": rho,
                "p_parametric": stats.pearsonr(own["size"], own["difference"]).pvalue,
                "p_permutation": p,
                "p": p,
            }
        )
    between = pd.DataFrame(between)
    between["p_adjusted"] = between.groupby(["contrast", "stratifier"])["p"].transform(
        lambda p: multipletests(p, method="fdr_bh")[1]
    )
    return pd.DataFrame(within), between


def analyses_of_variance(long, patients):
    """Two-way repeated measures, and mixed designs of each treatment effect with the groups."""
    tables = []
    for marker in MARKERS:
        own = long[long["Marker"] == marker].dropna(subset=["value"])
        counts = own.groupby("Patient")["value"].transform("size")
        own = own[counts == len(CELLS)].join(patients[["stage", "size_group"]], on="Patient")
        table = pg.rm_anova(
            own, dv="value", within=["Tissue", "Treatment"], subject="Patient", effsize="np2"
        )
        tables.append(table.assign(marker=marker, design="tissue × treatment"))
        for stratifier in ("stage", "size_group"):
            for within in ("Tissue", "Treatment"):
                means = own.groupby(["Patient", stratifier, within], as_index=False)["value"].mean()
                table = pg.mixed_anova(
                    means, dv="value", within=within, between=stratifier, subject="Patient"
                )
                tables.append(table.assign(marker=marker, design=f"{within} × {stratifier}"))
    return pd.concat(tables, ignore_index=True)


def save(figure, folder, name):
    """Write a figure in three formats."""
    figure.tight_layout()
    for ending in ("svg", "png", "pdf"):
        figure.savefig(folder / f"{name}.{ending}", dpi=300, bbox_inches="tight")
    plt.close(figure)


def marker_figure(long, differences, results, marker):
    """Every patient's line, and all differences with their means and intervals."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), width_ratios=[1.2, 1])
    own = long[long["Marker"] == marker]
    wide = own.pivot(index="Patient", columns=["Tissue", "Treatment"], values="value")[CELLS]
    for _, values in wide.iterrows():
        left.plot([0, 1], values.iloc[:2], color="C0", alpha=0.45, linewidth=0.9)
        left.plot([1, 2], values.iloc[1:3], color="gray", alpha=0.3, linewidth=0.5)
        left.plot([2, 3], values.iloc[2:], color="C1", alpha=0.45, linewidth=0.9)
    cell = own["Tissue"] + "\n" + own["Treatment"]
    order = [f"{tissue}\n{treatment}" for tissue, treatment in CELLS]
    sns.stripplot(x=cell, y=own["value"], hue=own["Tissue"], order=order, jitter=False, ax=left)
    for x, median in enumerate(wide.median()):
        left.plot([x - 0.25, x + 0.25], [median, median], color="black", linewidth=2)
    left.legend().remove()
    left.set(title=marker, xlabel="", ylabel="log2 MFI" if marker == "Blimp-1" else "%")
    mine = differences[differences["marker"] == marker]
    sns.swarmplot(mine, x="difference", y="contrast", hue="contrast", size=4, ax=right)
    shown = results[results["marker"] == marker]
    right.errorbar(
        shown["mean"],
        np.arange(len(shown)) - 0.3,
        xerr=[shown["mean"] - shown["low"], shown["high"] - shown["mean"]],
        fmt="D",
        color="black",
    )
    right.axvline(0, color="gray", linewidth=0.8)
    right.set(title="Paired differences", ylabel="")
    sns.despine(figure)
    return figure


def forest_figure(results):
    """Standardized effects of every marker and contrast."""
    figure, axes = plt.subplots(figsize=(9, 6.1))
    y, labels = [], []
    for i, row in enumerate(results.itertuples()):
        place = -i - 1.5 * (i // len(MARKERS))
        if i % len(MARKERS) == 0:
            axes.text(-2, place + 1, row.contrast, weight="bold", va="center")
        filled = row.p_adjusted <= 0.05
        axes.errorbar(
            row.d_z,
            place,
            xerr=[[row.d_z - row.d_z_low], [row.d_z_high - row.d_z]],
            fmt="o",
            color="black",
            markerfacecolor="black" if filled else "white",
        )
        axes.text(3.4, place, f"{row.mean:.2f} [{row.low:.2f}, {row.high:.2f}]", va="center")
        axes.text(5.0, place, f"{row.n}", va="center")
        axes.text(5.4, place, f"{row.p_adjusted:.3f}", va="center")
        y.append(place)
        labels.append(row.marker)
    axes.set_yticks(y, labels)
    axes.axvline(0, color="gray", linewidth=0.8)
    axes.set(xlabel="Standardized mean difference", xlim=(-2.2, 5.9))
    sns.despine(figure, left=True)
    return figure


def strata_figure(differences, patients, between, stratifier):
    """One panel a marker and primary contrast."""
    joined = differences.join(patients, on="Patient")
    figure, grid = plt.subplots(len(MARKERS), len(SHOWN_IN_STRATA), figsize=(9, 9), sharey="row")
    for i, marker in enumerate(MARKERS):
        for j, contrast in enumerate(SHOWN_IN_STRATA):
            axes = grid[i, j]
            chosen = (joined["marker"] == marker) & (joined["contrast"] == contrast)
            own = joined[chosen]
            result = between[
                (between["marker"] == marker)
                & (between["contrast"] == contrast)
                & (between["stratifier"] == stratifier)
            ].iloc[0]
            if stratifier == "stage":
                sns.stripplot(
                    own, x="stage", y="difference", order=["early", "late"], size=4, ax=axes
                )
                for x, group in enumerate(["early", "late"]):
                    values = own.loc[own["stage"] == group, "difference"].to_numpy()
                    low, high = mean_interval(values)
                    mean = values.mean()
                    axes.errorbar(
                        x + 0.3, mean, yerr=[[mean - low], [high - mean]], fmt="D", color="black"
                    )
            else:
                sns.scatterplot(own, x="size", y="difference", ax=axes)
                slope, intercept, *_ = stats.theilslopes(own["difference"], own["size"])
                ends = np.array([own["size"].min(), own["size"].max()])
                axes.plot(ends, intercept + slope * ends, color="black")
                axes.axvline(2, color="gray", linestyle=":")
            axes.axhline(0, color="gray", linewidth=0.8)
            text = (
                f"{result.estimate:.2f} [{result.low:.2f}, {result.high:.2f}], "
                f"p = {result.p_adjusted:.3f}"
            )
            axes.set_title(f"{contrast}\n{text}" if i == 0 else text, fontsize=7, loc="left")
            axes.set(xlabel="", ylabel=marker if j == 0 else "")
    sns.despine(figure)
    return figure


def completeness_figure(long):
    """Which wells were measured, missing or below detection."""
    state = long.assign(state=np.where(long["value"].isna(), 2, long["below"].astype(int)))
    table = state.pivot(
        index="Patient", columns=["Marker", "Tissue", "Treatment"], values="state"
    ).reindex(columns=[(marker, *cell) for marker in MARKERS for cell in CELLS])
    labels = [f"{tissue}, {treatment}" for _ in MARKERS for tissue, treatment in CELLS]
    figure, axes = plt.subplots(figsize=(9, 5.8))
    sns.heatmap(
        table,
        cmap=["lightsteelblue", "steelblue", "white"],
        cbar=False,
        linewidths=0.8,
        annot=table.replace({0: "", 1: "<", 2: "x"}),
        fmt="",
        xticklabels=labels,
        yticklabels=True,
        ax=axes,
    )
    for i, marker in enumerate(MARKERS):
        axes.text(4 * i + 2, -0.5, marker, ha="center", weight="bold")
    axes.set(xlabel="", ylabel="")
    return figure


def write_page(folder, tables, figures):
    """One page with every table and figure."""
    parts = ["<!doctype html><meta charset='utf-8'><title>IL-2 in breast tumor</title>"]
    parts.append("<style>body{font-family:sans-serif;max-width:70rem;margin:auto}</style>")
    for name in figures:
        svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
        parts.append(f"<h2>{name}</h2>{svg[svg.index('<svg') :]}")
    for name, table in tables.items():
        parts.append(f"<h2>{name}</h2>{table.to_html(index=False, float_format='%.4g')}")
    (folder / "report.html").write_text("\n".join(parts), encoding="utf-8")


def main(folder):
    """Read, test, draw, write."""
    folder.mkdir(parents=True, exist_ok=True)
    long, patients = read_measurements(), read_patients()
    results, differences = paired_tests(long)
    within, between = strata_tests(differences, patients)
    anova = analyses_of_variance(long, patients)
    tables = {
        "paired": results,
        "interactions": between,
        "strata": within,
        "anova": anova,
        "differences": differences,
        "patients": patients.reset_index(),
        "measurements": long,
    }
    with pd.ExcelWriter(folder / "results.xlsx") as workbook:
        for name, table in tables.items():
            table.to_csv(folder / f"{name}.csv", index=False)
            table.to_excel(workbook, sheet_name=name, index=False)
    drawings = {
        f"marker_{marker}": marker_figure(long, differences, results, marker) for marker in MARKERS
    }
    drawings["forest"] = forest_figure(results)
    for stratifier in ("stage", "size"):
        drawings[f"strata_{stratifier}"] = strata_figure(differences, patients, between, stratifier)
    drawings["completeness"] = completeness_figure(long)
    for name, figure in drawings.items():
        save(figure, folder, name)
    write_page(folder, tables, drawings)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
