"""Words in headings: of IDs, and of what a column holds. They propose, and never read a value."""

from explant.config.names.spellings import folded

PATIENT = frozenset(
    folded(
        "patient patients patientin patienten patiente paciente pat pt patientid patid pid "
        "patientnr patientno patientennummer patientennr patientencode patientenid "
        "paziente pazienti patiënt patiënten patientnummer pasient potilas pacjent pacjentka "
        "pacient pacientka pacijent bolnik beteg hasta ασθενής пациент пациентка больной "
        "患者 患者编号 患者編號 患者id 患者番号 病人 病人编号 病例 病例号 病例编号 症例 症例番号 "
        "환자 환자번호 بیمار بیماران مریض المریض"
    ).split()
)
PERSON = frozenset(
    folded(
        "id subject donor participant case proband probandin spender spenderin individual person "
        "code pseudonym subjectid subjid usubjid donorid caseid sujet donneur donante sujeto "
        "donatore doador donateur eartag pair "
        "编号 編號 受试者 受试者编号 供者 供体 供者编号 被験者 被験者番号 ドナー 대상자 공여자 "
        "کد شناسه mouse mouseid rat animal animalid maus tier souris raton"
    ).split()
)
SAMPLE = frozenset(
    folded(
        "sample specimen probe echantillon muestra sampleid نمونه "
        "样本 样本编号 样品 样品编号 标本 标本编号 検体 検体番号 검체 샘플"
    ).split()
)
NUMBERING = frozenset(
    folded(
        "id no nr n č čís číslo šifra szám αριθμός номер код núm numer numéro numero número "
        "number nummer num code kennung identifier study studien trial etude "
        "pseudonym کد شماره رمز رقم 编号 番号 번호"
    ).split()
)

HEADINGS: dict[str, str] = {
    "tissue": (
        "tissue gewebe tissu tejido site compartment region organ entnahmeort بافت نسیج "
        "tessuto tecido weefsel vävnad væv vev kudos tkanka tkáň tkivo szövet ιστός doku "
        "ткань 组织 組織 部位 组织类型 조직"
    ),
    "treatment": (
        "treatment treatments treated stimulation stimulus stimulant condition conditions culture "
        "drug arm behandlung bedingung kondition "
        "stimulus kultur traitement tratamiento trattamento tratamento behandeling behandling "
        "käsittely leczenie stymulacja stimulace léčba kezelés stimülasyon tedavi лечение "
        "стимуляция θεραπεία 处理 處理 治疗 刺激 条件 处理因素 処理 처리 처치 자극 درمان تیمار "
        "شرایط علاج"
    ),
    "time": (
        "time times timepoint timepoints day visit week zeit zeitpunkt tag visite temps tiempo "
        "tempo tijd tijdstip tid tidspunkt tidpunkt aika czas 时间 时间点 時間 時点 시점 زمان روز"
    ),
    "dose": "dose dosis concentration konzentration conc cytokineconcentration دوز غلظت 剂量 浓度 "
    "濃度 用量 용량 농도",
    "marker": (
        "marqueur marcador marcatore marcador markör markør biomarker 指标 标志物 指標 "
        "マーカー 마커 marker markers lbtest paramcd analyte gene protein parameter antigen "
        "cytokine target readout assay variable variables variabel merkmal messgröße grandeur "
        "feature zytokin gen analyt نشانگر مارکر مؤشر المؤشر"
    ),
    "value": (
        "value values aval lbstresn wert werte messwert result results ergebnis measurement "
        "reading valeur valor مقدار نتیجه القیمة"
    ),
    "replicate": (
        "replicate replicates rep repl well duplicate triplicate reader rater observer "
        "replikat wiederholung wdh replicat تکرار"
    ),
    "population": "population populations subset celltype cells gate phenotype zellpopulation",
    "statistic": "statistic statistics stat metric measure statistik kennzahl",
    "block": (
        "block blocks piece pieces biopsy fragment core cores paraffinblock block_id stück "
        "gewebestück gewebeblock bloc field fields fov roi slice slices schnitt scheibe tranche "
        "organoid organoids"
    ),
    "unit": "unit units avalu lbstresu einheit einheiten unite unidad واحد الوحدة",
    "stage": "stage staging stadium stade estadio uicc ajcc مرحله استیج المرحلة stadio estádio "
    "estágio stadie tumorstadium vaihe levinneisyysaste 分期 临床分期 病期 ステージ 병기",
    "size": (
        "size diameter größe grösse groesse tumorgröße tumorgrösse tumorgroesse durchmesser "
        "taille tamaño dimensione tamanho grootte storlek størrelse koko 大小 肿瘤大小 直径 크기 "
        "اندازه سایز قطر الحجم"
    ),
}
