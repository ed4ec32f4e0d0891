"""Functions of many columns, asked of one, as references give a sample."""

import numpy as np

from explant.statistics.association import spearman_of_columns
from explant.statistics.correlation import slope_permutation_of_columns
from explant.statistics.groups.brunner_munzel import brunner_munzel_of_columns
from explant.statistics.groups.independent_effect_sizes import cohens_d_of_columns, corrected_d
from explant.statistics.groups.several_groups import (
    kruskal_wallis_of_columns,
    welch_anova_of_columns,
)
from explant.statistics.one_sample.effect_sizes import corrected_d_z, d_av_of_columns, d_z
from explant.statistics.robustness.normality import shapiro_wilk_of_each


def column(sample):
    return np.asarray(sample, dtype=float)[:, None]


def joined(*groups):
    return column(np.concatenate([np.asarray(group, dtype=float) for group in groups]))


def spearman(x, y, *options, **named):
    return spearman_of_columns(x, column(y), *options, **named)[0]


def slope_permutation(x, y, *options, **named):
    return slope_permutation_of_columns(x, column(y), *options, **named)[0]


def brunner_munzel(first, second, *options, **named):
    return brunner_munzel_of_columns(column(first), column(second), *options, **named)[0]


def cohens_d(first, second, confidence=0.95):
    return cohens_d_of_columns(joined(first, second), len(first), confidence)[0]


def hedges_g(first, second, confidence=0.95):
    return corrected_d(cohens_d(first, second, confidence), len(first), len(second))


def welch_anova(groups, *options, **named):
    sizes = [len(group) for group in groups]
    return welch_anova_of_columns(joined(*groups), sizes, *options, **named)[0]


def kruskal_wallis(groups, *options, **named):
    sizes = [len(group) for group in groups]
    return kruskal_wallis_of_columns(joined(*groups), sizes, *options, **named)[0]


def g_z(differences):
    return corrected_d_z(d_z(differences), len(differences))


def d_av(first, second):
    return float(d_av_of_columns(column(first), column(second))[0])


def shapiro_wilk(sample):
    return shapiro_wilk_of_each([sample])[0]
