"""Columns are known by their names in many languages, and where these say nothing, by their values."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

from pathlib import Path

import pytest

from events.importing import import_file, preview
from events.query import Filter, select
from events.store import Store
from events.vocabulary.column_names import field_of

HEADINGS: dict[str, dict[str, str]] = {
    "Arabic": {
        "event_date": "التاريخ|تاريخ الحادث|تاريخ الواقعة", "latitude": "خط العرض|دائرة العرض", "longitude": "خط الطول", "coordinates": "الإحداثيات",
        "place": "المكان|الموقع|المدينة|القرية", "country": "البلد|الدولة", "admin1": "المحافظة|الولاية", "admin2": "القضاء|المديرية|الناحية",
        "event_type": "نوع الحادث|نوع الحدث|نوع الهجوم", "attacker": "المهاجم|الجهة المنفذة|الفاعل|الجاني", "target": "الهدف|الضحية|المستهدف",
        "fatalities": "القتلى|عدد القتلى|الوفيات|عدد الوفيات", "injured": "الجرحى|عدد الجرحى|المصابون|عدد المصابين", "weapon": "السلاح|نوع السلاح|الأسلحة",
        "notes": "ملاحظات|الملاحظات|الوصف|التفاصيل", "source_publisher": "المصدر|المصادر", "source_url": "الرابط|رابط المصدر",
    },
    "French": {
        "event_date": "Date|Date de l'événement|date de l’incident|Jour", "latitude": "Latitude", "longitude": "Longitude", "coordinates": "Coordonnées",
        "place": "Lieu|Localité|Ville|Commune|Village", "country": "Pays", "admin1": "Province|Région|Gouvernorat|Département", "admin2": "Arrondissement|Cercle|District",
        "event_type": "Type d'événement|Type d’incident|Nature de l'incident", "attacker": "Auteur|Auteurs|Assaillant|Auteur présumé", "target": "Cible|Victimes",
        "fatalities": "Morts|Tués|Décès|Nombre de morts|Nombre de tués", "injured": "Blessés|Nombre de blessés", "weapon": "Arme|Armes|Type d'arme",
        "notes": "Description|Résumé|Remarques|Commentaires|Observations", "source_publisher": "Source|Sources", "source_url": "Lien|Lien source",
    },
    "Spanish": {
        "event_date": "Fecha|Fecha del evento|Fecha del incidente", "latitude": "Latitud", "longitude": "Longitud", "coordinates": "Coordenadas",
        "place": "Lugar|Ubicación|Localidad|Municipio|Ciudad", "country": "País", "admin1": "Departamento|Provincia|Estado", "admin2": "Distrito",
        "event_type": "Tipo de evento|Tipo de incidente|Tipo", "attacker": "Autor|Responsable|Agresor|Perpetrador|Presunto autor", "target": "Objetivo|Víctima|Blanco",
        "fatalities": "Muertos|Fallecidos|Muertes|Víctimas mortales|Número de muertos", "injured": "Heridos|Número de heridos|Lesionados", "weapon": "Arma|Tipo de arma",
        "notes": "Descripción|Notas|Observaciones|Comentarios", "source_publisher": "Fuente|Fuentes", "source_url": "Enlace|Vínculo",
    },
    "Russian": {
        "event_date": "Дата|Дата события|Дата инцидента|Дата происшествия", "latitude": "Широта", "longitude": "Долгота", "coordinates": "Координаты",
        "place": "Место|Населённый пункт|населенный пункт|Город|Местоположение", "country": "Страна", "admin1": "Область|Регион", "admin2": "Район",
        "event_type": "Тип события|Тип|Вид происшествия", "attacker": "Нападавший|Исполнитель|Нападавшие|Атакующая сторона", "target": "Цель|Жертва",
        "fatalities": "Погибшие|Убито|Погибло|Число погибших|Количество погибших", "injured": "Раненые|Ранено|Число раненых", "weapon": "Оружие|Вид оружия",
        "notes": "Описание|Примечание|Примечания|Комментарий", "source_publisher": "Источник|Источники", "source_url": "Ссылка",
    },
    "Turkish": {
        "event_date": "Tarih|TARİH|Olay Tarihi", "latitude": "Enlem|ENLEM", "longitude": "Boylam", "coordinates": "Koordinat|Koordinatlar",
        "place": "Yer|Konum|Şehir|Köy|Olay yeri", "country": "Ülke", "admin1": "İl|Vilayet", "admin2": "İlçe|İLÇE",
        "event_type": "Olay türü|OLAY TÜRÜ|Tür", "attacker": "Saldırgan|SALDIRGAN|Fail|Failler", "target": "Hedef|Kurban",
        "fatalities": "Ölü sayısı|Ölü|Ölenler|Can kaybı", "injured": "Yaralı|Yaralı sayısı|YARALI SAYISI|Yaralılar", "weapon": "Silah|Silah türü",
        "notes": "Açıklama|Notlar", "source_publisher": "Kaynak|Kaynaklar", "source_url": "Bağlantı|Link",
    },
    "Ukrainian": {
        "event_date": "Дата|Дата події|Дата інциденту", "latitude": "Широта", "longitude": "Довгота", "coordinates": "Координати",
        "place": "Місце|Населений пункт|Місто|Місце події", "country": "Країна", "admin1": "Область|Регіон", "admin2": "Район|Громада",
        "event_type": "Тип події|Вид події", "attacker": "Нападник|Виконавець|Нападники", "target": "Ціль|Жертва",
        "fatalities": "Загинуло|Загиблі|Вбито|Кількість загиблих", "injured": "Поранені|Поранено|Кількість поранених", "weapon": "Зброя|Вид зброї",
        "notes": "Опис|Примітки|Примітка", "source_publisher": "Джерело|Джерела", "source_url": "Посилання",
    },
    "Farsi": {
        "event_date": "تاریخ|تاریخ رویداد|تاریخ حادثه|تاريخ رويداد", "latitude": "عرض جغرافیایی", "longitude": "طول جغرافیایی|طول جغرافيايي", "coordinates": "مختصات",
        "place": "مکان|محل|شهر|روستا|محل حادثه", "country": "کشور|كشور", "admin1": "استان", "admin2": "شهرستان",
        "event_type": "نوع رویداد|نوع حادثه|نوع حمله", "attacker": "مهاجم|عامل|مهاجمان|عاملان", "target": "هدف|قربانی",
        "fatalities": "کشته‌ها|کشته‌شدگان|تعداد کشته‌ها|کشته", "injured": "زخمی|زخمی‌ها|تعداد زخمی‌ها|مجروحان", "weapon": "سلاح|نوع سلاح",
        "notes": "توضیحات|یادداشت|شرح", "source_publisher": "منبع|منابع", "source_url": "پیوند|لینک",
    },
    "German": {
        "event_date": "Datum|Ereignisdatum|Tatzeit|Tag", "latitude": "Breite|Breitengrad|Geografische Breite|Geographische Breite", "longitude": "Länge|LÄNGE|Längengrad|Geographische Länge", "coordinates": "Koordinaten",
        "place": "Ort|Ortschaft|Stadt|Tatort", "country": "Land|Staat", "admin1": "Provinz|Bundesland|Region", "admin2": "Bezirk|Landkreis|Distrikt",
        "event_type": "Ereignisart|Art des Ereignisses|Ereignistyp|Vorfallart", "attacker": "Täter|Angreifer|Tätergruppe|Mutmaßlicher Täter", "target": "Ziel|Opfer|Anschlagsziel",
        "fatalities": "Tote|Getötete|Todesopfer|Anzahl Tote|Anzahl der Toten", "injured": "Verletzte|Verwundete|Anzahl Verletzte", "weapon": "Waffe|Waffen|Waffenart",
        "notes": "Beschreibung|Bemerkung|Anmerkungen|Notizen", "source_publisher": "Quelle|Quellen", "source_url": "Link|Verweis",
    },
    "Portuguese": {
        "event_date": "Data|Data do evento|Data do incidente", "latitude": "Latitude", "longitude": "Longitude", "coordinates": "Coordenadas",
        "place": "Local|Localidade|Cidade|Município", "country": "País", "admin1": "Província|Estado", "admin2": "Distrito",
        "event_type": "Tipo de evento|Tipo de incidente", "attacker": "Autor|Agressor|Atacante|Autores", "target": "Alvo|Vítima|Vítimas",
        "fatalities": "Mortos|Mortes|Número de mortos|Óbitos", "injured": "Feridos|Número de feridos", "weapon": "Arma|Armas|Tipo de arma",
        "notes": "Descrição|Notas|Observações|Comentários", "source_publisher": "Fonte|Fontes", "source_url": "Ligação|Link",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_are_known_in_nine_languages(language: str) -> None:
    wrong = {
        heading: found
        for field, headings in HEADINGS[language].items()
        for heading in headings.split("|")
        if (found := field_of(heading)) != field
    }
    assert wrong == {}


def put(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(count: int, line: str) -> str:
    return "".join(line.format(n=n, d=n % 28 + 1) for n in range(count))


def test_unknown_headings_are_guessed_by_their_values_with_the_reason(tmp_path: Path) -> None:
    text = "f1;f2;f3;f4;f5;f6;f7;f8\n" + "".join(
        f"{d}.03.2020;{33 + d / 100:.4f};{44 + d / 100:.4f};{who};{what};{dead};https://example.org/{d};{long}\n"
        for d, who, what, dead, long in [
            (11, "Kata'ib Hezbollah", "shelling", "3 killed", "x " * 40 + "one"),
            (12, "ISIS", "ambush", "at least 2 killed", "x " * 40 + "two"),
            (13, "Daesh", "airstrike", "1", "x " * 40 + "three"),
            (25, "Somebody", "IED", "10-12 dead", "x " * 40 + "four"),
        ]
    )
    found = preview(put(tmp_path, text))
    assert found.error is None, found.error
    assert found.guess == {
        "f1": "event_date", "f2": "latitude", "f3": "longitude", "f4": "actor1", "f5": "event_type",
        "f6": "fatalities", "f7": "source_url", "f8": "notes",
    }  # fmt: skip
    assert found.reasons["f1"].reason == "its values look like dates (11.03.2020, 12.03.2020, 13.03.2020, …)"
    assert all(0 < guess.sure < 0.9 for guess in found.reasons.values())
    assert "so they lie on land" in found.reasons["f2"].reason
    assert any(
        note.startswith("“f4” is taken for the actor1: its values name known actors") for note in found.notes
    )
    assert found.events["latitude"].tolist()[0] == 33.11


def test_a_name_is_surer_than_values(tmp_path: Path) -> None:
    found = preview(
        put(tmp_path, "date,where,f3\n2025-03-01,Baghdad,2024-01-01\n2025-03-02,Basra,2024-01-02\n")
    )
    assert found.guess == {"date": "event_date", "where": "place"}
    assert {guess.sure for guess in found.reasons.values()} == {0.9}


@pytest.mark.parametrize(
    ("header", "line", "guess"),
    [
        ("when x,spot x", "2025-03-{d:02},Nowhere at all\n", {"when x": "event_date"}),
        ("date,f2,f3", "2025-03-{d:02},{n}.123456,121.{n}23\n", {"f2": "latitude", "f3": "longitude"}),
        ("date,f2,f3", "2025-03-{d:02},121.{n}23,{n}.123456\n", {"f3": "latitude", "f2": "longitude"}),
        ("date,country,f2,f3", "2025-03-{d:02},Iraq,44.{n}23,33.{n}456\n", {"f3": "latitude", "f2": "longitude"}),
        ("date,lat,f3", "2025-03-{d:02},33.{n}23,44.{n}456\n", {"f3": "longitude"}),
        ("date,f2", '2025-03-{d:02},"33.{n}23, 44.{n}456"\n', {"f2": "coordinates"}),
        ("date,f2", "2025-03-{d:02},38SMB4595{n}{n}23\n", {"f2": "coordinates"}),
        ("place,f2", "Baghdad,202503{d:02}\n", {"f2": "event_date"}),
        ("place,f2", "Baghdad,{d} mars 2025\n", {"f2": "event_date"}),
        ("place,f2", "Baghdad,{d} آذار 2025\n", {"f2": "event_date"}),
        ("date,f2", "2025-03-{d:02},IRQ\n", {"f2": "country"}),
        ("date,f2", "2025-03-{d:02},République française\n", {}),
        ("date,place,f2", "2025-03-{d:02},Baghdad,{n}\n", {}),
        ("date,place,f2", "2025-03-{d:02},Baghdad,http://a b\n", {}),
    ],
)  # fmt: skip
def test_what_values_tell_and_what_they_do_not(
    tmp_path: Path, header: str, line: str, guess: dict[str, str]
) -> None:
    found = preview(put(tmp_path, header + "\n" + rows(9, line)))
    by_values = {c: g.field for c, g in found.reasons.items() if g.sure < 0.9}
    assert by_values == guess


def test_two_columns_of_degrees_on_one_piece_of_land_are_asked_about(tmp_path: Path) -> None:
    text = "date,f2,f3,place\n" + rows(9, "2025-03-{d:02},33.{n}23,36.{n}456,Damascus\n")
    found = preview(put(tmp_path, text))
    assert "f2" not in found.guess
    (question,) = found.asked
    assert "say which one is the latitude" in question.text
    assert '--column "f3=latitude" --column "f2=longitude"' in question.typed


def test_two_columns_of_dates_are_asked_about_and_nothing_is_imported(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "f1,f2,place\n" + rows(5, "2025-03-{d:02},2025-04-{d:02},Baghdad\n"))
    report = import_file(store, path)
    assert report.error is not None
    assert "(2025-04-01, 2025-04-02, 2025-04-03, …) all look like dates: say which one is" in report.error
    assert '--column "f1=event_date" or --column "f2=event_date"' in report.error
    report = import_file(store, path, mapping={"event_date": "f1", "place": "place"})
    assert (report.error, report.imported) == (None, 5)


def test_counts_of_who_knows_what_are_asked_about_and_kept(store: Store, tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "date,place,f3\n2025-03-01,Baghdad,3\n2025-03-02,Basra,0\n2025-03-03,Mosul,12\n2025-03-04,Erbil,3\n",
    )
    report = import_file(store, path)
    asked = [w for w in report.warnings if w.column not in ("country", "place")]
    assert [("look like counts" in w.message, "f3" in w.message) for w in asked] == [(True, True)]
    events = select(store, Filter())
    assert events["fatalities_best"].isna().all()
    assert sorted(events["source_codes"]) == ['{"f3": "0"}', '{"f3": "12"}', '{"f3": "3"}', '{"f3": "3"}']


def test_places_are_known_by_the_list_of_names(store: Store, tmp_path: Path) -> None:
    path = put(
        tmp_path, "date,f2\n2025-03-01,Baghdad\n2025-03-02,Mosul\n2025-03-03,Kirkuk\n2025-03-04,Tikrit\n"
    )
    report = import_file(store, path)
    assert report.error is None, report.error
    assert select(store, Filter())["latitude"].notna().all()
    assert any("“f2” is taken for the place" in note for note in report.notes)


def test_a_second_column_of_one_name_is_said(tmp_path: Path) -> None:
    found = preview(put(tmp_path, "date,date reported,place\n2025-03-01,2025-03-02,Baghdad\n"))
    assert found.guess == {"date": "event_date", "place": "place"}


def test_a_file_without_column_names_is_recognised_and_said(store: Store, tmp_path: Path) -> None:
    text = "A1,2025-03-01,33.3120,44.3610,Baghdad,3 killed\nA2,2025-03-02,36.3400,43.1300,Mosul,2 dead\n" * 1
    text += "A3,2025-03-03,30.5100,47.7800,Basra,1\n"
    report = import_file(store, put(tmp_path, text))
    assert report.error is None, report.error
    assert report.imported == 3
    assert any(
        note.startswith("The file has no row of column names: its first row holds data")
        for note in report.notes
    )
    events = select(store, Filter()).sort_values("event_date")
    assert events["latitude"].tolist() == [33.312, 36.34, 30.51]
    assert events["fatalities_best"].tolist() == [3, 2, 1]
    assert events["source_row"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "2019,2020,2021\n3,4,5\n1,2,3\n",  # years as column names, nothing to import anyway
        "a,b\n1,2\n",
        "foo,bar,baz\nx,y,z\n",
    ],
)
def test_a_table_that_is_no_event_table_is_refused_plainly(store: Store, tmp_path: Path, text: str) -> None:
    report = import_file(store, put(tmp_path, text))
    assert report.error is not None
    assert "no column that could be the date" in report.error


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "{{7*7}}",
        "\u202e2025-03-01",
        "١١/٠٣/٢٠٢٠",
        "9" * 300,
        "-",
        "NaN",
        "'; DROP TABLE events",
        "1e309",
        "0x10",
    ],
)
def test_hostile_cells_break_no_guess(tmp_path: Path, cell: str) -> None:
    text = "f1,date,place\n" + "".join(f'"{cell}",2025-03-0{n},Baghdad\n' for n in range(1, 6))
    assert preview(put(tmp_path, text)).error is None
