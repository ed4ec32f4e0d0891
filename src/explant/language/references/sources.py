"""What the report can cite. A DOI stands here only where it was checked."""

from explant.language.references.reference import Reference
from explant.language.references.software_and_guidelines import SOFTWARE_AND_GUIDELINES

REFERENCES: dict[str, Reference] = {
    "wilcoxon1945": Reference(
        "Wilcoxon 1945",
        "Wilcoxon F (1945) Individual comparisons by ranking methods. Biometrics Bulletin 1:80–83",
        "10.2307/3001968",
    ),
    "streitberg1986": Reference(
        "Streitberg & Röhmel 1986",
        "Streitberg B, Röhmel J (1986) Exact distributions for permutation and rank tests: an "
        "introduction to some recently published algorithms. Statistical Software Newsletter "
        "12:10–17",
    ),
    "hodges1963": Reference(
        "Hodges & Lehmann 1963",
        "Hodges JL, Lehmann EL (1963) Estimates of location based on rank tests. Annals of "
        "Mathematical Statistics 34:598–611",
        "10.1214/aoms/1177704172",
    ),
    "pratt1959": Reference(
        "Pratt 1959",
        "Pratt JW (1959) Remarks on zeros and ties in the Wilcoxon signed rank procedures. Journal "
        "of the American Statistical Association 54:655–667",
        "10.1080/01621459.1959.10501526",
    ),
    "student1908": Reference(
        "Student 1908",
        "Student (1908) The probable error of a mean. Biometrika 6:1–25",
        "10.1093/biomet/6.1.1",
    ),
    "fisher1935": Reference(
        "Fisher 1935", "Fisher RA (1935) The design of experiments. Oliver & Boyd, Edinburgh"
    ),
    "pitman1937": Reference(
        "Pitman 1937",
        "Pitman EJG (1937) Significance tests which may be applied to samples from any "
        "populations. Supplement to the Journal of the Royal Statistical Society 4:119–130",
        "10.2307/2984124",
    ),
    "phipson2010": Reference(
        "Phipson & Smyth 2010",
        "Phipson B, Smyth GK (2010) Permutation p-values should never be zero: calculating exact "
        "p-values when permutations are randomly drawn. Statistical Applications in Genetics and "
        "Molecular Biology 9:39",
        "10.2202/1544-6115.1585",
    ),
    "lehmann1975": Reference(
        "Lehmann 1975",
        "Lehmann EL (1975) Nonparametrics: statistical methods based on ranks. Holden-Day, San "
        "Francisco",
    ),
    "wijesooriya2022": Reference(
        "Wijesooriya et al. 2022",
        "Wijesooriya K, Jadaan SA, Perera KL, Kaur T, Ziemann M (2022) Urgent need for consistent "
        "standards in functional enrichment analysis. PLoS Computational Biology 18:e1009935",
        "10.1371/journal.pcbi.1009935",
    ),
    "holm1979": Reference(
        "Holm 1979",
        "Holm S (1979) A simple sequentially rejective multiple test procedure. Scandinavian "
        "Journal of Statistics 6:65–70",
    ),
    "benjamini1995": Reference(
        "Benjamini & Hochberg 1995",
        "Benjamini Y, Hochberg Y (1995) Controlling the false discovery rate: a practical and "
        "powerful approach to multiple testing. Journal of the Royal Statistical Society B "
        "57:289–300",
        "10.1111/j.2517-6161.1995.tb02031.x",
    ),
    "westfall1993": Reference(
        "Westfall & Young 1993",
        "Westfall PH, Young SS (1993) Resampling-based multiple testing: examples and methods for "
        "p-value adjustment. Wiley, New York",
    ),
    "gelman2006": Reference(
        "Gelman & Stern 2006",
        "Gelman A, Stern H (2006) The difference between “significant” and “not significant” is "
        "not itself statistically significant. The American Statistician 60:328–331",
        "10.1198/000313006X152649",
    ),
    "lazic2010": Reference(
        "Lazic 2010",
        "Lazic SE (2010) The problem of pseudoreplication in neuroscientific studies: is it "
        "affecting your analysis? BMC Neuroscience 11:5",
        "10.1186/1471-2202-11-5",
    ),
    "rochon2012": Reference(
        "Rochon et al. 2012",
        "Rochon J, Gondan M, Kieser M (2012) To test or not to test: preliminary assessment of "
        "normality when comparing two independent samples. BMC Medical Research Methodology 12:81",
        "10.1186/1471-2288-12-81",
    ),
    "hoenig2001": Reference(
        "Hoenig & Heisey 2001",
        "Hoenig JM, Heisey DM (2001) The abuse of power: the pervasive fallacy of power "
        "calculations for data analysis. The American Statistician 55:19–24",
        "10.1198/000313001300339897",
    ),
    "rouder2009": Reference(
        "Rouder et al. 2009",
        "Rouder JN, Speckman PL, Sun D, Morey RD, Iverson G (2009) Bayesian t tests for accepting "
        "and rejecting the null hypothesis. Psychonomic Bulletin & Review 16:225–237",
        "10.3758/PBR.16.2.225",
    ),
    "lakens2013": Reference(
        "Lakens 2013",
        "Lakens D (2013) Calculating and reporting effect sizes to facilitate cumulative science: "
        "a practical primer for t-tests and ANOVAs. Frontiers in Psychology 4:863",
        "10.3389/fpsyg.2013.00863",
    ),
    "kerby2014": Reference(
        "Kerby 2014",
        "Kerby DS (2014) The simple difference formula: an approach to teaching nonparametric "
        "correlation. Comprehensive Psychology 3:1",
        "10.2466/11.IT.3.1",
    ),
    "welch1947": Reference(
        "Welch 1947",
        "Welch BL (1947) The generalization of ‘Student’s’ problem when several different "
        "population variances are involved. Biometrika 34:28–35",
        "10.1093/biomet/34.1-2.28",
    ),
    "mann1947": Reference(
        "Mann & Whitney 1947",
        "Mann HB, Whitney DR (1947) On a test of whether one of two random variables is "
        "stochastically larger than the other. Annals of Mathematical Statistics 18:50–60",
        "10.1214/aoms/1177730491",
    ),
    "jonckheere1954": Reference(
        "Jonckheere 1954",
        "Jonckheere AR (1954) A distribution-free k-sample test against ordered alternatives. "
        "Biometrika 41:133–145",
        "10.1093/biomet/41.1-2.133",
    ),
    "kruskal1952": Reference(
        "Kruskal & Wallis 1952",
        "Kruskal WH, Wallis WA (1952) Use of ranks in one-criterion variance analysis. Journal of "
        "the American Statistical Association 47:583–621",
        "10.1080/01621459.1952.10483441",
    ),
    "spearman1904": Reference(
        "Spearman 1904",
        "Spearman C (1904) The proof and measurement of association between two things. American "
        "Journal of Psychology 15:72–101",
        "10.2307/1412159",
    ),
    "sen1968": Reference(
        "Sen 1968",
        "Sen PK (1968) Estimates of the regression coefficient based on Kendall’s tau. Journal of "
        "the American Statistical Association 63:1379–1389",
        "10.1080/01621459.1968.10480934",
    ),
    "greenhouse1959": Reference(
        "Greenhouse & Geisser 1959",
        "Greenhouse SW, Geisser S (1959) On methods in the analysis of profile data. Psychometrika "
        "24:95–112",
        "10.1007/BF02289823",
    ),
    "olejnik2003": Reference(
        "Olejnik & Algina 2003",
        "Olejnik S, Algina J (2003) Generalized eta and omega squared statistics: measures of "
        "effect size for some common research designs. Psychological Methods 8:434–447",
        "10.1037/1082-989X.8.4.434",
    ),
    "hornung1990": Reference(
        "Hornung & Reed 1990",
        "Hornung RW, Reed LD (1990) Estimation of average concentration in the presence of "
        "nondetectable values. Applied Occupational and Environmental Hygiene 5:46–51",
        "10.1080/1047322X.1990.10389587",
    ),
    "simonsohn2020": Reference(
        "Simonsohn et al. 2020",
        "Simonsohn U, Simmons JP, Nelson LD (2020) Specification curve analysis. Nature Human "
        "Behaviour 4:1208–1214",
        "10.1038/s41562-020-0912-z",
    ),
    "delgiudice2021": Reference(
        "Del Giudice & Gangestad 2021",
        "Del Giudice M, Gangestad SW (2021) A traveler’s guide to the multiverse: promises, "
        "pitfalls, and a framework for the evaluation of analytic decisions. Advances in Methods "
        "and Practices in Psychological Science 4(1)",
        "10.1177/2515245920954925",
    ),
    "iglewicz1993": Reference(
        "Iglewicz & Hoaglin 1993",
        "Iglewicz B, Hoaglin DC (1993) How to detect and handle outliers. ASQC Quality Press, "
        "Milwaukee",
    ),
    "shapiro1965": Reference(
        "Shapiro & Wilk 1965",
        "Shapiro SS, Wilk MB (1965) An analysis of variance test for normality (complete samples). "
        "Biometrika 52:591–611",
        "10.1093/biomet/52.3-4.591",
    ),
    "schuirmann1987": Reference(
        "Schuirmann 1987",
        "Schuirmann DJ (1987) A comparison of the two one-sided tests procedure and the power "
        "approach for assessing the equivalence of average bioavailability. Journal of "
        "Pharmacokinetics and Biopharmaceutics 15:657–680",
        "10.1007/BF01068419",
    ),
    "page1963": Reference(
        "Page 1963",
        "Page EB (1963) Ordered hypotheses for multiple treatments: a significance test for linear "
        "ranks. Journal of the American Statistical Association 58:216–230",
        "10.1080/01621459.1963.10500843",
    ),
    "friedman1937": Reference(
        "Friedman 1937",
        "Friedman M (1937) The use of ranks to avoid the assumption of normality implicit in the "
        "analysis of variance. Journal of the American Statistical Association 32:675–701",
        "10.1080/01621459.1937.10503522",
    ),
    "patterson1971": Reference(
        "Patterson & Thompson 1971",
        "Patterson HD, Thompson R (1971) Recovery of inter-block information when block sizes are "
        "unequal. Biometrika 58:545–554",
        "10.1093/biomet/58.3.545",
    ),
    "kenward1997": Reference(
        "Kenward & Roger 1997",
        "Kenward MG, Roger JH (1997) Small sample inference for fixed effects from restricted "
        "maximum likelihood. Biometrics 53:983–997",
        "10.2307/2533558",
    ),
    "luke2017": Reference(
        "Luke 2017",
        "Luke SG (2017) Evaluating significance in linear mixed-effects models in R. Behavior "
        "Research Methods 49:1494–1502",
        "10.3758/s13428-016-0809-y",
    ),
    "guo2017": Reference(
        "Guo & Yuan 2017",
        "Guo B, Yuan Y (2017) A comparative review of methods for comparing means using partially "
        "paired data. Statistical Methods in Medical Research 26:1323–1340",
        "10.1177/0962280215577111",
    ),
    "matthews1990": Reference(
        "Matthews et al. 1990",
        "Matthews JNS, Altman DG, Campbell MJ, Royston P (1990) Analysis of serial measurements in "
        "medical research. BMJ 300:230–235",
        "10.1136/bmj.300.6719.230",
    ),
    "ritz2005": Reference(
        "Ritz & Streibig 2005",
        "Ritz C, Streibig JC (2005) Bioassay analysis using R. Journal of Statistical Software "
        "12(5):1–22",
        "10.18637/jss.v012.i05",
    ),
    "pross1981": Reference(
        "Pross et al. 1981",
        "Pross HF, Baines MG, Rubin P, Shragge P, Patterson MS (1981) Spontaneous human "
        "lymphocyte-mediated cytotoxicity against tumor target cells. IX. The quantitation of "
        "natural killer cell activity. Journal of Clinical Immunology 1:51–63",
        "10.1007/BF00915477",
    ),
    "bryant1992": Reference(
        "Bryant et al. 1992",
        "Bryant J, Day R, Whiteside TL, Herberman RB (1992) Calculation of lytic units for the "
        "expression of cell-mediated cytotoxicity. Journal of Immunological Methods 146:91–103",
        "10.1016/0022-1759(92)90052-U",
    ),
    "freedman1983": Reference(
        "Freedman & Lane 1983",
        "Freedman D, Lane D (1983) A nonstochastic interpretation of reported significance levels. "
        "Journal of Business & Economic Statistics 1:292–298",
        "10.1080/07350015.1983.10509354",
    ),
    "winkler2014": Reference(
        "Winkler et al. 2014",
        "Winkler AM, Ridgway GR, Webster MA, Smith SM, Nichols TE (2014) Permutation inference for "
        "the general linear model. NeuroImage 92:381–397",
        "10.1016/j.neuroimage.2014.01.060",
    ),
    "brunner2000": Reference(
        "Brunner & Munzel 2000",
        "Brunner E, Munzel U (2000) The nonparametric Behrens–Fisher problem: asymptotic theory "
        "and a small-sample approximation. Biometrical Journal 42:17–25",
        "10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U",
    ),
    "neubert2007": Reference(
        "Neubert & Brunner 2007",
        "Neubert K, Brunner E (2007) A studentized permutation test for the non-parametric "
        "Behrens–Fisher problem. Computational Statistics & Data Analysis 51:5192–5204",
        "10.1016/j.csda.2006.05.024",
    ),
    "dunnett1955": Reference(
        "Dunnett 1955",
        "Dunnett CW (1955) A multiple comparison procedure for comparing several treatments with a "
        "control. Journal of the American Statistical Association 50:1096–1121",
        "10.1080/01621459.1955.10501294",
    ),
    "marcus1976": Reference(
        "Marcus et al. 1976",
        "Marcus R, Peritz E, Gabriel KR (1976) On closed testing procedures with special reference "
        "to ordered analysis of variance. Biometrika 63:655–660",
        "10.1093/biomet/63.3.655",
    ),
    "shaffer1986": Reference(
        "Shaffer 1986",
        "Shaffer JP (1986) Modified sequentially rejective multiple test procedures. Journal of "
        "the American Statistical Association 81:826–831",
        "10.1080/01621459.1986.10478341",
    ),
    "cohen1988": Reference(
        "Cohen 1988",
        "Cohen J (1988) Statistical power analysis for the behavioral sciences, 2nd edition. "
        "Erlbaum, Hillsdale",
        "10.4324/9780203771587",
    ),
    "hedges1981": Reference(
        "Hedges 1981",
        "Hedges LV (1981) Distribution theory for Glass’s estimator of effect size and related "
        "estimators. Journal of Educational Statistics 6:107–128",
        "10.3102/10769986006002107",
    ),
    "goulet2018": Reference(
        "Goulet-Pelletier & Cousineau 2018",
        "Goulet-Pelletier JC, Cousineau D (2018) A review of effect sizes and their confidence "
        "intervals, part I: the Cohen’s d family. The Quantitative Methods for Psychology "
        "14:242–265",
        "10.20982/tqmp.14.4.p242",
    ),
    "draper1998": Reference(
        "Draper & Smith 1998",
        "Draper NR, Smith H (1998) Applied regression analysis, 3rd edition. Wiley, New York",
        "10.1002/9781118625590",
    ),
    **SOFTWARE_AND_GUIDELINES,
}
