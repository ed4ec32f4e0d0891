"""Headings of columns that identify people, in six languages.

A heading is compared without accents, case, punctuation and the words for patient and number; the
order of its words does not count. A phrase with ``#`` needs the word for number beside it.
"""

import re
import unicodedata
from functools import lru_cache

from explant.characters import visible

PHRASES: dict[str, str] = {
    "names": (
        "name, names, full name, first name, last name, surname, family name, given name, "
        "forename, maiden name, middle name, initials, name surname, first last name, "
        "vorname, nachname, familienname, geburtsname, zuname, vor nachname, vorname nachname, "
        "name vorname, initialen, "
        "nom, noms, prenom, prenoms, nom famille, nom prenom, nom naissance, initiales, "
        "nombre, nombres, apellido, apellidos, nombre apellidos, nombre completo, iniciales, "
        "نام, نام خانوادگی, نام و نام خانوادگی, نام کامل, نام پدر, اسم, فامیل, "
        "الاسم, الاسم الکامل, الاسم الاول, اسم العائله, اللقب, الاسم الثلاثی"
    ),
    "phone numbers": (
        "phone, telephone, tel, mobile, mobile phone, cellphone, contact #, home phone, fax, "
        "telefon, telefonnummer, handy, handynummer, mobilnummer, rufnummer, festnetz, "
        "portable, telephone portable, telefono, movil, celular, telefono movil, "
        "تلفن, تلفن همراه, موبایل, تلفن تماس, تماس #, همراه #, "
        "هاتف, الهاتف, جوال, الجوال, محمول, المحمول"
    ),
    "e-mail addresses": (
        "email, e mail, mail, email address, e mail address, mail address, email adresse, "
        "e mail adresse, courriel, adresse mail, adresse email, adresse e mail, adresse "
        "electronique, correo, correo electronico, direccion correo, "
        "ایمیل, پست الکترونیک, پست الکترونیکی, ادرس ایمیل, "
        "البرید الالکترونی, برید الکترونی, ایمیل"
    ),
    "dates of birth": (
        "date birth, birth date, birthdate, birthday, dob, d o b, born, day birth, "
        "geburtsdatum, geburtstag, geb datum, geboren, geboren am, "
        "date naissance, naissance, ddn, ne le, nee le, fecha nacimiento, nacimiento, "
        "تاریخ تولد, تولد, تاریخ المیلاد, تاریخ الولاده, المیلاد"
    ),
    "national identity numbers": (
        "national id, national code, national #, national identification, national identity, "
        "identity #, identity card, id card, ssn, social security, nhs #, nhs, passport, "
        "driver license, drivers license, tax id, "
        "personalausweis, personalausweisnummer, ausweisnummer, ausweis #, reisepass, "
        "reisepassnummer, steuer id, steueridentifikationsnummer, ahv nummer, ahv #, "
        "carte identite, securite sociale, passeport, "
        "dni, documento identidad, cedula, pasaporte, curp, # identidad, "
        "کد ملی, کدملی, ملی #, شناسه ملی, شناسنامه, پاسپورت, گذرنامه, "
        "القومی #, الوطنی #, الهویه #, الهویه الوطنیه, هویه #, الاقامه #, جواز السفر, جواز سفر"
    ),
    "addresses": (
        "address, home address, street, street address, postal address, postcode, post code, "
        "postal code, zip, zip code, residence, place residence, "
        "adresse, anschrift, wohnadresse, strasse, plz, postleitzahl, wohnort, plz ort, "
        "code postal, rue, domicile, direccion, domicilio, calle, codigo postal, "
        "ادرس, نشانی, نشانی منزل, کد پستی, کدپستی, العنوان, عنوان السکن, الرمز البریدی"
    ),
    "insurance numbers": (
        "insurance #, insurance id, health insurance #, health insurance, policy #, health card, "
        "health card #, medicare, medicare #, medicaid, "
        "versicherungsnummer, versichertennummer, versicherten #, krankenversicherungsnummer, "
        "krankenversicherungs #, sozialversicherungsnummer, svnr, sv nummer, sv #, kvnr, "
        "assurance #, assurance maladie, carte vitale, "
        "seguro #, seguridad social, seguro social, nss, tarjeta sanitaria, "
        "بیمه #, کد بیمه, دفترچه بیمه, التامین #, التامین الصحی #, تامین #"
    ),
    "hospital record numbers": (
        "mrn, medical record, medical record #, record #, hospital #, hospital id, chart #, "
        "fallnummer, fall #, krankenaktennummer, aufnahmenummer, patientenaktennummer, "
        "dossier #, dossier medical, historia clinica, # historia clinica, nhc, historia #, "
        "پرونده #, پرونده پزشکی, پرونده پزشکی #, کد پرونده, الملف #, الملف الطبی, الملف الطبی #"
    ),
}
NOT_TOLD_APART = (
    "patient, patients, patientin, patienten, patiente, paciente, pacientes, subject, donor, s, "
    "the, of, and, der, des, und, du, de, et, la, le, les, del, el, y, d, و, "
    "بیمار, بیماران, المریض, مریض, المریضه"
)
PATIENT = frozenset(NOT_TOLD_APART.split(", "))
NUMBER = frozenset(
    ["number", "numbers", "no", "nr", "num", "nummer", "numero", "n", "شماره", "رقم"]
)
ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "إ": "ا", "أ": "ا", "ٱ": "ا"})


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", visible(text).replace("\u200c", " ").translate(ARABIC))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # Letters with a hamza fall apart into the letter and a mark; folding makes ß two letters.
    bare = bare.translate(ARABIC).casefold().replace("#", " number ")
    return re.findall(r"[^\W_]+", bare)


def _key(words: list[str]) -> frozenset[str]:
    named = ["number" if word in NUMBER else word for word in words]
    return frozenset(word for word in named if word not in PATIENT)


@lru_cache(maxsize=1)
def _kinds() -> dict[frozenset[str], str]:
    return {
        _key(_words(phrase)): kind
        for kind, phrases in PHRASES.items()
        for phrase in phrases.split(",")
    }


def identifies(heading: str) -> str:
    """What of a person a column with this heading holds; empty if nothing that identifies.

    Examples
    --------
    >>> identifies("Patient's name"), identifies("Geburtsdatum"), identifies("N° de téléphone")
    ('names', 'dates of birth', 'phone numbers')
    >>> identifies("کد ملی"), identifies("Patient"), identifies("Marker name")
    ('national identity numbers', '', '')
    """
    kinds = _kinds()
    for text in (heading, re.sub(r"[(\[][^()\[\]]*[)\]]", " ", heading)):
        key = _key(_words(text))
        found = kinds.get(key) or kinds.get(key - {"number"})
        if found:
            return found
    return ""
