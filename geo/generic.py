"""Words that say what a place is, not which one: village, district, camp, hill, in several languages.

They are taken off a name before it is compared, and what they say is kept: "Bagram airbase" wants an
airfield, "Atmeh IDP camp" is only near Atmeh, "Homs governorate" is an area.
"""

from __future__ import annotations

from functools import lru_cache

SETTLEMENT = frozenset(
    """village villages town townlet city township locality hamlet settlement settlements community municipality
    commune municipio municipality ville cite ciudad pueblo aldea vila cidade aldeia vereda corregimiento stadt dorf
    gorod selo derevnya poselok posyolok posiolok aul kishlak qishlaq misto qaryat qaryah qarya karyat madinat
    madinah medinet kampung desa kelurahan barangay barrio brgy koy koyu sehir kasaba qasaba kasbah mahalle mahallesi
    قريه مدينه بلده ناحيه محله حي село город деревня посёлок поселок місто селище смт""".split()
)
NEIGHBOURHOOD = frozenset(
    "neighborhood neighborhoods neighbourhood neighbourhoods quarter quarters suburb suburbs hay hayy hai mahala mahallat "
    "sector section block zone area areas arrondissement colonia downtown".split()
)
ADMIN = frozenset(
    """governorate governorates province provinces state oblast oblasts raion rayon raions district districts
    county counties region regions prefecture prefectures department departments departement departamento wilaya
    wilayat wilayah muhafazat muhafazah muhafaza liwa lga territory territoire provincia estado distrito
    subdistrict subcounty nahiya nahiyah nahiyat qada qadaa caza division divisions krai okrug woreda kabupaten
    kecamatan il ili ilce ilcesi vilayet shahrestan ostan mintaqat markaz tehsil taluka upazila zila zilla regency
    canton parish governate mohafazat autonomous administrative republic область район محافظه قضاء لواء""".split()
)
AIR = frozenset(
    "airport airports airbase airfield airstrip aerodrome aeroport aeropuerto airdrome airforce heliport مطار аэропорт".split()
)
AIR_PAIRS = frozenset({"air base", "air field", "air port", "air strip", "air force", "military airport", "international airport"})
MILITARY = frozenset(
    """base bases camp camps barracks garrison outpost checkpoint checkpoints fob cob jss headquarters hq fort fortress
    cantonment brigade battalion regiment military army prison jail detention معسكر قاعده""".split()
)
FEATURE = frozenset(
    """mountain mountains mount hill hills hilltop dam bridge river lake lakes reservoir valley forest forests farm farms
    oilfield oil gas field fields hospital school university college mosque church shrine temple market souk road
    highway street crossing crossroads crossroad junction intersection roundabout refinery plant factory station
    stations silo silos silo post island islands desert plain plains countryside warehouse warehouses pipeline port
    harbour harbor harbor mine mines quarry spring wadi tunnel cemetery stadium square compound complex resort ranch
    museum embassy consulate ministry hotel restaurant cinema bakery bakeries garage terminal zoo palace court
    depot clinic monastery seminary theatre theater bank idp refugee refugees displaced electricity power water storage research center centre""".split()
)
QUALIFIERS = frozenset("international of the de du des d la le del di da".split())
"""Only dropped between or beside generic words ("district of", "village de"), never alone."""

_CLASS: dict[str, str] = {}
for _words, _name in (
    (FEATURE, "feature"),
    (MILITARY, "base"),
    (AIR, "airport"),
    (ADMIN, "admin"),
    (NEIGHBOURHOOD, "area"),
    (SETTLEMENT, "settlement"),
):
    _CLASS.update(dict.fromkeys(_words, _name))


def kind_of(word: str) -> str | None:
    """Return what a generic word of a basic name says ("settlement", "area", "admin", "airport", "base", "feature")."""
    return _CLASS.get(word)


@lru_cache(maxsize=200_000)
def split(basic_name: str) -> tuple[str, str | None]:
    """Return a basic name without its generic words, and what the last of them says of its kind.

    Words are taken off both ends only; a name that is nothing but generic words is returned whole.
    """
    words = basic_name.split()
    kinds: list[str] = []
    first, last = 0, len(words)
    while last - first > 1 and (words[last - 1] in _CLASS or (kinds and words[last - 1] in QUALIFIERS)):
        last -= 1
        if words[last] in _CLASS:
            pair = " ".join(words[last - 1 : last + 1])
            kinds.append("airport" if pair in AIR_PAIRS else _CLASS[words[last]])
            if pair in AIR_PAIRS and last - first > 1 and words[last - 1] in ("air", "military"):
                last -= 1
    trailing = len(kinds)
    while last - first > 1 and (words[first] in _CLASS or (len(kinds) > trailing and words[first] in QUALIFIERS)):
        if words[first] in _CLASS:
            kinds.append(_CLASS[words[first]])
        first += 1
    if first == 0 and last == len(words):
        return basic_name, None
    kind = "airport" if "airport" in kinds else kinds[0]
    return " ".join(words[first:last]) or basic_name, kind


def stripped(basic_name: str) -> str:
    """Return a basic name without its generic words."""
    return split(basic_name)[0]
