"""Guidelines of reporting, and the packages that compute, as sources."""

from explant.language.references.reference import Reference

SOFTWARE_AND_GUIDELINES: dict[str, Reference] = {
    "sampl2015": Reference(
        "Lang & Altman 2015",
        "Lang TA, Altman DG (2015) Basic statistical reporting for articles published in "
        "biomedical journals: the “Statistical Analyses and Methods in the Published Literature” "
        "or the SAMPL guidelines. International Journal of Nursing Studies 52:5–9",
        "10.1016/j.ijnurstu.2014.09.006",
    ),
    "arrive2020": Reference(
        "Percie du Sert et al. 2020",
        "Percie du Sert N, Hurst V, Ahluwalia A, et al. (2020) The ARRIVE guidelines 2.0: updated "
        "guidelines for reporting animal research. PLoS Biology 18:e3000410",
        "10.1371/journal.pbio.3000410",
    ),
    "remark2012": Reference(
        "Altman et al. 2012",
        "Altman DG, McShane LM, Sauerbrei W, Taube SE (2012) Reporting recommendations for tumor "
        "marker prognostic studies (REMARK): explanation and elaboration. PLoS Medicine 9:e1001216",
        "10.1371/journal.pmed.1001216",
    ),
    "miata2012": Reference(
        "Britten et al. 2012",
        "Britten CM, Janetzki S, Butterfield LH, et al. (2012) T cell assays and MIATA: the "
        "essential minimum for maximum impact. Immunity 37:1–2",
        "10.1016/j.immuni.2012.07.010",
    ),
    "snakemake": Reference(
        "Mölder et al. 2021",
        "Mölder F, Jablonski KP, Letcher B, et al. (2021) Sustainable data analysis with "
        "Snakemake. F1000Research 10:33",
        "10.12688/f1000research.29032.2",
    ),
    "pandas": Reference(
        "McKinney 2010",
        "McKinney W (2010) Data structures for statistical computing in Python. Proceedings of the "
        "9th Python in Science Conference, 56–61",
        "10.25080/Majora-92bf1922-00a",
    ),
    "numpy": Reference(
        "Harris et al. 2020",
        "Harris CR, Millman KJ, van der Walt SJ, et al. (2020) Array programming with NumPy. "
        "Nature 585:357–362",
        "10.1038/s41586-020-2649-2",
    ),
    "scipy": Reference(
        "Virtanen et al. 2020",
        "Virtanen P, Gommers R, Oliphant TE, et al. (2020) SciPy 1.0: fundamental algorithms for "
        "scientific computing in Python. Nature Methods 17:261–272",
        "10.1038/s41592-019-0686-2",
    ),
    "pingouin": Reference(
        "Vallat 2018",
        "Vallat R (2018) Pingouin: statistics in Python. Journal of Open Source Software 3:1026",
        "10.21105/joss.01026",
    ),
    "statsmodels": Reference(
        "Seabold & Perktold 2010",
        "Seabold S, Perktold J (2010) statsmodels: econometric and statistical modeling with "
        "Python. Proceedings of the 9th Python in Science Conference, 92–96",
        "10.25080/Majora-92bf1922-011",
    ),
    "seaborn": Reference(
        "Waskom 2021",
        "Waskom ML (2021) seaborn: statistical data visualization. Journal of Open Source Software "
        "6:3021",
        "10.21105/joss.03021",
    ),
    "matplotlib": Reference(
        "Hunter 2007",
        "Hunter JD (2007) Matplotlib: a 2D graphics environment. Computing in Science & "
        "Engineering 9:90–95",
        "10.1109/MCSE.2007.55",
    ),
}
